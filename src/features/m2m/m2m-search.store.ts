import { sql } from 'kysely';
import {
  byIndex,
  exists,
  type Fragment,
  inList,
  listParameter,
  lookup,
} from '../../platform/db/dialect.ts';
import type { Engine, Executor } from '../../platform/db/executor.ts';
import type { Place } from '../search-cursor.ts';
import { type ClientRow, clientColumns, type M2mClientRecord, readClient } from './m2m-client.ts';
import type { Filter } from './search-query.ts';

export interface ClientQuery {
  environment: string;
  combine: 'and' | 'or';
  /** None matches every client. */
  filters: readonly Filter[];
}

/**
 * Up to this many candidates are looked up and sorted; where there are more, clients are walked in
 * the order of the results, of which a page is soon full then.
 */
const MAX_CANDIDATES = 5_000;

/** A filter as SQL, in two forms that agree. */
interface Condition {
  /** True or false of a row of `m2m_clients as c`. */
  test: Fragment;
  /** Selects the `client_id` of every match through an index. */
  seek: Fragment;
}

function conditionOf(engine: Engine, environment: string, { name, values }: Filter): Condition {
  const list = listParameter(engine, values);
  if (name === 'scopes') {
    const scoped = sql`s.environment_id = ${environment}
      and ${inList(engine, sql`s.scope`, list, 'text')}`;
    const scopes = sql`m2m_client_scopes as s`;
    return {
      test: exists(engine, scopes, sql`${scoped} and s.client_id = c.client_id`),
      seek: sql`select s.client_id from ${scopes} where ${scoped}`,
    };
  }
  const index = name === 'client_name' ? 'm2m_clients_client_name' : undefined;
  const test = inList(engine, sql.ref(`c.${name}`), list, 'text');
  return {
    test,
    seek: sql`select c.client_id from ${byIndex(engine, 'm2m_clients as c', index)}
      where c.environment_id = ${environment} and ${test}`,
  };
}

/**
 * One candidate more than can be looked up shows that they are too many. The limit also keeps the
 * select to its index: to have them distinct SQLite would rather read all in the order of clients.
 */
const bounded = (seek: Fragment): Fragment =>
  sql`select client_id from (${seek}) as found limit ${sql.lit(MAX_CANDIDATES + 1)}`;

async function areFew(executor: Executor, candidates: Fragment): Promise<boolean> {
  const counting = sql<{ count: number }>`select count(*) as count
    from (${candidates}) as candidates`;
  const { sql: text, parameters } = counting.compile(executor.q);
  const { rows } = await executor.run<{ count: number }>(text, parameters);
  return (rows[0]?.count ?? 0) <= MAX_CANDIDATES;
}

/** The first select of candidates that is good enough; undefined where all clients are walked. */
async function candidatesOf(
  executor: Executor,
  { combine, filters }: ClientQuery,
  conditions: readonly Condition[],
): Promise<Fragment | undefined> {
  const seeks = conditions.map(({ seek }) => seek);
  if (seeks.length === 0) return undefined;
  const named = seeks[filters.findIndex(({ name }) => name === 'client_id')];
  // Ids are a list of at most a thousand: nothing needs to be counted.
  if (combine === 'and' && named) return bounded(named);
  const ways = combine === 'or' ? [sql`${sql.join(seeks, sql` union all `)}`] : seeks;
  for (const candidates of ways.map(bounded)) {
    if (await areFew(executor, candidates)) return candidates;
  }
  return undefined;
}

/** `from` and `where` of all matches. */
async function matching(executor: Executor, query: ClientQuery): Promise<Fragment> {
  const { engine } = executor;
  const { environment, combine, filters } = query;
  const conditions = filters.map((filter) => conditionOf(engine, environment, filter));
  const tests = conditions.map(({ test }) => test);
  const all =
    tests.length === 0
      ? sql`c.environment_id = ${environment}`
      : sql`c.environment_id = ${environment}
          and (${sql.join(tests, combine === 'and' ? sql` and ` : sql` or `)})`;
  const candidates = await candidatesOf(executor, query, conditions);
  if (!candidates) {
    return sql`${byIndex(engine, 'm2m_clients as c', 'm2m_clients_created_at')} where ${all}`;
  }
  return sql`(select distinct client_id from (${candidates}) as candidates) as k ${lookup(engine, {
    table: 'm2m_clients',
    alias: 'c',
    on: sql`${all} and c.client_id = k.client_id`,
  })} where true`;
}

const columns = sql.raw(clientColumns.join(', '));

/** After a place, in the order of creation. */
export async function listClients(
  executor: Executor,
  query: ClientQuery,
  after: Place | undefined,
  rows: number,
): Promise<M2mClientRecord[]> {
  const later = after
    ? sql` and (c.created_at, c.client_id) > (${after.createdAt}, ${after.id})`
    : sql``;
  const page = sql<ClientRow>`select ${columns} from ${await matching(executor, query)}${later}
    order by c.created_at, c.client_id limit ${rows}`;
  const { sql: text, parameters } = page.compile(executor.q);
  return (await executor.run<ClientRow>(text, parameters)).rows.map(readClient);
}

/** What is to be counted: where one condition is enough, clients need not be looked at. */
async function counting(executor: Executor, query: ClientQuery): Promise<Fragment> {
  const { environment, combine, filters } = query;
  const enough = filters.length === 1 || (combine === 'or' && filters.length > 0);
  if (!enough) return matching(executor, query);
  const seeks = filters.map((filter) => conditionOf(executor.engine, environment, filter).seek);
  return sql`(select distinct client_id from (${sql.join(seeks, sql` union all `)}) as found) as k`;
}

export async function countClients(executor: Executor, query: ClientQuery): Promise<number> {
  const counted = sql`select count(*) as total from ${await counting(executor, query)}`;
  const { sql: text, parameters } = counted.compile(executor.q);
  return (await executor.run<{ total: number }>(text, parameters)).rows[0]?.total ?? 0;
}
