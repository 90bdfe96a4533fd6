import type { Compilable } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';
import type { M2mClientTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';
import {
  type ClientRow,
  clientColumnNames,
  clientColumns,
  type M2mClientRecord,
  readClient,
} from './m2m-client.ts';

export interface FoundClient {
  /** Version of the environment, read by the same statement. */
  version: number | undefined;
  client: M2mClientRecord | undefined;
  /** True where the token that was asked about is revoked. */
  revoked: boolean;
}

type Nulls<T> = { [K in keyof T]: T[K] | null };
type Row = Nulls<ClientRow> & { version: number };

const findStatement = statement<{ environment: string; client: string }, Row>(
  (q, parameter) =>
    q
      .selectFrom('environments as e')
      .leftJoin('m2m_clients as c', (join) =>
        join.onRef('c.environment_id', '=', 'e.id').on('c.client_id', '=', parameter('client')),
      )
      .select('e.version')
      .select(clientColumns)
      .where('e.id', '=', parameter('environment')) as unknown as Compilable<Row>,
);

type LookupRow = Row & { revoked_until: number | null };

const lookupStatement = statement<
  { environment: string; client: string; token: string },
  LookupRow
>(
  (q, parameter) =>
    q
      .selectFrom('environments as e')
      .leftJoin('m2m_clients as c', (join) =>
        join.onRef('c.environment_id', '=', 'e.id').on('c.client_id', '=', parameter('client')),
      )
      .leftJoin('revoked_tokens as t', (join) =>
        join.onRef('t.environment_id', '=', 'e.id').on('t.token_hash', '=', parameter('token')),
      )
      .select('e.version')
      .select(clientColumns)
      .select('t.expires_at as revoked_until')
      .where('e.id', '=', parameter('environment')) as unknown as Compilable<LookupRow>,
);

const found = (row: Row | undefined, revoked: boolean): FoundClient => ({
  version: row?.version,
  client: row && row.client_id !== null ? readClient(row as ClientRow) : undefined,
  revoked,
});

/** The statement of the token endpoint: client and version in one round trip. */
export const findClient = async (
  executor: Executor,
  environment: string,
  client: string,
): Promise<FoundClient> =>
  found((await findStatement(executor, { environment, client }))[0], false);

/** The same, with whether a token is revoked. */
export async function findClientAndToken(
  executor: Executor,
  environment: string,
  client: string,
  token: string,
): Promise<FoundClient> {
  const [row] = await lookupStatement(executor, { environment, client, token });
  return found(row, row?.revoked_until != null);
}

/** Of any project: for calls that name none. Two at most: more than one is one too many. */
export async function listEnvironmentsOfClient(
  executor: Executor,
  clientId: string,
): Promise<string[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('m2m_clients')
      .select('environment_id')
      .where('client_id', '=', clientId)
      .limit(2),
  );
  return rows.map((row) => row.environment_id);
}

/** False where the id is taken. */
export async function insertClient(executor: Executor, row: M2mClientTable): Promise<boolean> {
  const inserted = await executor.affected(
    executor.q
      .insertInto('m2m_clients')
      .values(row)
      .onConflict((conflict) => conflict.columns(['environment_id', 'client_id']).doNothing()),
  );
  return inserted === 1;
}

export async function replaceScopes(
  executor: Executor,
  environment: string,
  clientId: string,
  scopes: readonly string[],
): Promise<void> {
  await executor.affected(
    executor.q
      .deleteFrom('m2m_client_scopes')
      .where('environment_id', '=', environment)
      .where('client_id', '=', clientId),
  );
  if (scopes.length === 0) return;
  const rows = scopes.map((scope) => ({
    environment_id: environment,
    scope,
    client_id: clientId,
  }));
  await executor.affected(executor.q.insertInto('m2m_client_scopes').values(rows));
}

export type ClientChanges = Partial<
  Pick<
    M2mClientTable,
    'client_name' | 'client_description' | 'status' | 'scopes' | 'trusted_metadata'
  >
>;

const one = (executor: Executor, environment: string, clientId: string) =>
  executor.q
    .updateTable('m2m_clients')
    .where('environment_id', '=', environment)
    .where('client_id', '=', clientId)
    .returning(clientColumnNames);

const read = async (
  executor: Executor,
  query: Compilable<ClientRow>,
): Promise<M2mClientRecord | undefined> => {
  const row = await executor.first(query);
  return row && readClient(row);
};

/** Takes the lock of the row until the transaction ends, and reads it. */
export const lockClient = (tx: Executor, environment: string, clientId: string) =>
  read(
    tx,
    one(tx, environment, clientId).set((eb) => ({ created_at: eb.ref('created_at') })),
  );

export const updateClient = (
  tx: Executor,
  environment: string,
  clientId: string,
  changes: ClientChanges,
) => read(tx, one(tx, environment, clientId).set(changes));

export const deleteClient = (
  executor: Executor,
  environment: string,
  clientId: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('m2m_clients')
      .where('environment_id', '=', environment)
      .where('client_id', '=', clientId),
  );

/** undefined where there is no such client or its secret is being rotated already. */
export const startRotation = (
  executor: Executor,
  environment: string,
  clientId: string,
  next: { hash: string; lastFour: string },
) =>
  read(
    executor,
    one(executor, environment, clientId)
      .set({ next_secret_hash: next.hash, next_secret_last_four: next.lastFour })
      .where('next_secret_hash', 'is', null),
  );

/** undefined where there is no such client or its secret is not being rotated; so is `cancel`. */
export const finishRotation = (executor: Executor, environment: string, clientId: string) =>
  read(
    executor,
    one(executor, environment, clientId)
      .set((eb) => ({
        secret_hash: eb.fn.coalesce('next_secret_hash', 'secret_hash'),
        secret_last_four: eb.fn.coalesce('next_secret_last_four', 'secret_last_four'),
        next_secret_hash: null,
        next_secret_last_four: null,
      }))
      .where('next_secret_hash', 'is not', null),
  );

export const cancelRotation = (executor: Executor, environment: string, clientId: string) =>
  read(
    executor,
    one(executor, environment, clientId)
      .set({ next_secret_hash: null, next_secret_last_four: null })
      .where('next_secret_hash', 'is not', null),
  );

/** Of all environments, in clear or sealed: few projects have more than a hundred clients. */
export const listSecrets = (executor: Executor) =>
  executor.all(
    executor.q
      .selectFrom('m2m_clients')
      .select(['environment_id', 'client_id', 'secret_hash'])
      // A sealed text has a dot, a hash has none.
      .where('secret_hash', 'like', '%.%'),
  );

/** Unless it was replaced meanwhile. */
export const replaceSealed = (
  executor: Executor,
  environment: string,
  clientId: string,
  { before, after }: { before: string; after: string },
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('m2m_clients')
      .set({ secret_hash: after })
      .where('environment_id', '=', environment)
      .where('client_id', '=', clientId)
      .where('secret_hash', '=', before),
  );
