import type { Compilable, Insertable, Updateable } from 'kysely';
import type { ConnectedAppTable } from '../../platform/db/connected-app-tables.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { statement } from '../../platform/db/statement.ts';
import { type Client, type ClientRow, clientColumns, readClient } from './client-record.ts';

/** The environment's version beside what was found, so that one round trip decides both. */
export interface FoundClient {
  version: number | undefined;
  client: Client | undefined;
}

type Row = ClientRow & { version: number };
type Nullish<T> = { [K in keyof T]: T[K] | null };

const findById = statement<{ environment: string; id: string }, Row>(
  (q, parameter) =>
    q
      .selectFrom('environments as e')
      .leftJoin('connected_apps as c', (join) =>
        join.onRef('c.environment_id', '=', 'e.id').on('c.id', '=', parameter('id')),
      )
      .select('e.version')
      .select(clientColumns)
      .where('e.id', '=', parameter('environment')) as unknown as Compilable<Row>,
);

const findByMetadataUrl = statement<{ environment: string; url: string }, Row>(
  (q, parameter) =>
    q
      .selectFrom('environments as e')
      .leftJoin('connected_apps as c', (join) =>
        join
          .onRef('c.environment_id', '=', 'e.id')
          .on('c.client_id_metadata_url', '=', parameter('url')),
      )
      .select('e.version')
      .select(clientColumns)
      .where('e.id', '=', parameter('environment')) as unknown as Compilable<Row>,
);

/** How a caller names a client. */
export type ClientKey = { by: 'id'; id: string } | { by: 'metadata-url'; url: string };

export async function findClient(
  executor: Executor,
  environment: string,
  key: ClientKey,
): Promise<FoundClient> {
  const [row] =
    key.by === 'id'
      ? await findById(executor, { environment, id: key.id })
      : await findByMetadataUrl(executor, { environment, url: key.url });
  const there = row && (row as Nullish<Row>).client_id !== null;
  return { version: row?.version, client: there ? readClient(row) : undefined };
}

/** The client that registered itself with just this. */
export async function findByRegistration(
  executor: Executor,
  environment: string,
  hash: string,
): Promise<Client | undefined> {
  const row = await executor.first(
    executor.q
      .selectFrom('connected_apps as c')
      .select(clientColumns)
      .where('c.environment_id', '=', environment)
      .where('c.registration_hash', '=', hash),
  );
  return row && readClient(row as unknown as ClientRow);
}

/** False where another client has the registration or the metadata URL already. */
export const insertClient = async (
  executor: Executor,
  row: Insertable<ConnectedAppTable>,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .insertInto('connected_apps')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  )) === 1;

/** False where there is none. */
export const updateClient = async (
  executor: Executor,
  environment: string,
  id: string,
  changes: Updateable<ConnectedAppTable>,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .updateTable('connected_apps')
      .set(changes)
      .where('environment_id', '=', environment)
      .where('id', '=', id),
  )) === 1;

/** Holds the client's row until the transaction ends. SQLite's writer is alone anyway. */
export async function lockClient(
  executor: Executor,
  environment: string,
  id: string,
): Promise<Client | undefined> {
  const query = executor.q
    .selectFrom('connected_apps as c')
    .select(clientColumns)
    .where('c.environment_id', '=', environment)
    .where('c.id', '=', id);
  const row = await executor.first(executor.engine === 'postgres' ? query.forUpdate() : query);
  return row && readClient(row as unknown as ClientRow);
}

/** Its grants and all that came of them go with it. */
export const deleteClient = async (
  executor: Executor,
  environment: string,
  id: string,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .deleteFrom('connected_apps')
      .where('environment_id', '=', environment)
      .where('id', '=', id),
  )) === 1;

/** Of those that came by themselves and nobody authorized yet; false where there is none. */
export const deleteOldestUnusedClient = async (
  executor: Executor,
  environment: string,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .deleteFrom('connected_apps')
      .where('environment_id', '=', environment)
      .where('id', '=', (eb) =>
        eb
          .selectFrom('connected_apps')
          .select('id')
          .where('environment_id', '=', environment)
          .where('expires_at', 'is not', null)
          .orderBy('expires_at')
          .limit(1),
      ),
  )) === 1;

/** Those that registered themselves or were read from a document. */
export const deleteDynamicClients = (executor: Executor, environment: string): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('connected_apps')
      .where('environment_id', '=', environment)
      .where('creation_method', '<>', 'api'),
  );

export async function countClients(
  executor: Executor,
  environment: string,
  which: 'made' | 'dynamic',
): Promise<number> {
  const row = await executor.first(
    executor.q
      .selectFrom('connected_apps')
      .select((eb) => eb.fn.countAll<number | string>().as('count'))
      .where('environment_id', '=', environment)
      .where('creation_method', which === 'made' ? '=' : '<>', 'api'),
  );
  return Number(row?.count ?? 0);
}

/** A page in the order of creation: ids are time-ordered. */
export async function listClients(
  executor: Executor,
  environment: string,
  page: { after: string; limit: number },
): Promise<Client[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('connected_apps as c')
      .select(clientColumns)
      .where('c.environment_id', '=', environment)
      .where('c.id', '>', page.after)
      .orderBy('c.id')
      .limit(page.limit),
  );
  return rows.map((row) => readClient(row as unknown as ClientRow));
}

/** The environments that have the client, two at most: what matters is whether it is one. */
export async function listEnvironmentsOfClient(
  executor: Executor,
  key: ClientKey,
): Promise<string[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('connected_apps')
      .select('environment_id')
      .where(
        key.by === 'id' ? 'id' : 'client_id_metadata_url',
        '=',
        key.by === 'id' ? key.id : key.url,
      )
      .limit(2),
  );
  return rows.map((row) => row.environment_id);
}

/** What shows in settings that an environment has, or lets in, apps. */
const TELLING = [
  '%"idp_dynamic_client_registration_enabled":true%',
  '%"client_id_metadata_documents_enabled":true%',
];

/**
 * The environments that a call can mean which names none, two at most: what matters is whether it
 * is one. Those with a page of their application; where none has, those that have apps or let them
 * in. Settings are text of our own writing, so that it can be looked for in them.
 */
export async function listIdentityProviders(executor: Executor): Promise<string[]> {
  const environments = executor.q.selectFrom('environments as e').select('e.id').limit(2);
  const withPage = await executor.all(
    environments.where('e.settings', 'like', '%"idp_authorization_url":"http%'),
  );
  if (withPage.length > 0) return withPage.map(({ id }) => id);
  const withApps = await executor.all(
    environments.where((eb) =>
      eb.or([
        ...TELLING.map((text) => eb('e.settings', 'like', text)),
        eb.exists(
          eb
            .selectFrom('connected_apps as c')
            .select('c.id')
            .whereRef('c.environment_id', '=', 'e.id'),
        ),
      ]),
    ),
  );
  return withApps.map(({ id }) => id);
}
