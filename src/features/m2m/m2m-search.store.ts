import { type ExpressionBuilder, type SelectQueryBuilder, sql } from 'kysely';
import { inList, listParameter } from '../../platform/db/dialect.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type { M2mClientTable, Schema } from '../../platform/db/schema.ts';
import type { Place } from '../search-cursor.ts';
import { clientColumns, type M2mClientRecord, readClient } from './m2m-client.ts';
import type { Filter } from './search-query.ts';

export interface ClientQuery {
  environment: string;
  combine: 'and' | 'or';
  /** None matches every client. */
  filters: readonly Filter[];
}

type Scope = Schema & { c: M2mClientTable };
type Builder = ExpressionBuilder<Scope, 'c'>;

function condition(executor: Executor, environment: string, { name, values }: Filter) {
  const { engine } = executor;
  const list = listParameter(engine, values);
  if (name !== 'scopes') return sql<boolean>`${inList(engine, sql.ref(`c.${name}`), list, 'text')}`;
  return sql<boolean>`c.client_id in (select s.client_id from m2m_client_scopes as s
    where s.environment_id = ${environment} and ${inList(engine, sql`s.scope`, list, 'text')})`;
}

function matching(executor: Executor, query: ClientQuery): SelectQueryBuilder<Scope, 'c', object> {
  const { environment, combine, filters } = query;
  const all = executor.q
    .selectFrom('m2m_clients as c')
    .where('c.environment_id', '=', environment) as unknown as SelectQueryBuilder<
    Scope,
    'c',
    object
  >;
  if (filters.length === 0) return all;
  const conditions = filters.map((filter) => condition(executor, environment, filter));
  return all.where((eb: Builder) => eb[combine](conditions));
}

/** After a place, in the order of creation. */
export async function listClients(
  executor: Executor,
  query: ClientQuery,
  after: Place | undefined,
  rows: number,
): Promise<M2mClientRecord[]> {
  let page = matching(executor, query)
    .select(clientColumns)
    .orderBy('c.created_at')
    .orderBy('c.client_id')
    .limit(rows);
  if (after) {
    page = page.where(
      sql<boolean>`(c.created_at, c.client_id) > (${after.createdAt}, ${after.id})`,
    );
  }
  return (await executor.all(page)).map(readClient);
}

export async function countClients(executor: Executor, query: ClientQuery): Promise<number> {
  const counted = matching(executor, query).select((eb) => eb.fn.countAll<number>().as('total'));
  return (await executor.first(counted))?.total ?? 0;
}
