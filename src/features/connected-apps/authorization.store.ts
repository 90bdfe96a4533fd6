import type { Compilable, Insertable, SelectQueryBuilder } from 'kysely';
import type { ConnectedAppAuthorizationTable } from '../../platform/db/connected-app-tables.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type { Schema } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';
import {
  factorColumns,
  readUsers,
  type UserRecord,
  type UserRow,
  userColumns,
} from '../users/user-record.ts';
import {
  type Authorization,
  type AuthorizationRow,
  authorizationColumns,
  readAuthorization,
} from './authorization-record.ts';
import type { ClientKey } from './client.store.ts';
import { type Client, type ClientRow, clientColumns, readClient } from './client-record.ts';

/** An authorization with its user, whom a foreign key keeps there as long as itself. */
export interface Owned {
  authorization: Authorization;
  user: UserRecord;
}

export interface FoundAuthorization {
  /** Version of the environment, read by the same statement. */
  version: number | undefined;
  /** The client that was asked for, whether or not the authorization is its own. */
  client: Client | undefined;
  /** Of that client only. */
  owned: Owned | undefined;
  /** True where the access token that was asked for was taken back by itself. */
  tokenRevoked: boolean;
}

type Row = UserRow & AuthorizationRow & ClientRow & { version: number; revoked_jti: string | null };
type Nullish<T> = { [K in keyof T]: T[K] | null };

interface Parameters {
  environment: string;
  client: string;
  authorization: string;
  jti: string;
}

type Joined = SelectQueryBuilder<
  Schema & {
    e: Schema['environments'];
    c: Nullish<Schema['connected_apps']>;
    a: Nullish<Schema['connected_app_authorizations']>;
    x: Nullish<Schema['access_token_uses']>;
    u: Nullish<Schema['users']>;
    f: Nullish<Schema['factors']>;
  },
  'e' | 'c' | 'a' | 'x' | 'u' | 'f',
  object
>;

const select = (query: unknown): Compilable<Row> =>
  (query as Joined)
    .select('e.version')
    .select('x.jti as revoked_jti')
    .select(clientColumns)
    .select(authorizationColumns)
    .select(userColumns)
    .select(factorColumns) as unknown as Compilable<Row>;

/** One round trip: client, authorization, user with all factors, the environment's version. */
const findBy = (column: 'id' | 'client_id_metadata_url') =>
  statement<Parameters, Row>((q, parameter) =>
    select(
      q
        .selectFrom('environments as e')
        .leftJoin('connected_apps as c', (join) =>
          join.onRef('c.environment_id', '=', 'e.id').on(`c.${column}`, '=', parameter('client')),
        )
        .leftJoin('connected_app_authorizations as a', (join) =>
          join
            .onRef('a.environment_id', '=', 'c.environment_id')
            .onRef('a.client_id', '=', 'c.id')
            .on('a.id', '=', parameter('authorization')),
        )
        .leftJoin('access_token_uses as x', (join) =>
          join
            .onRef('x.environment_id', '=', 'a.environment_id')
            .onRef('x.authorization_id', '=', 'a.id')
            .on('x.jti', '=', parameter('jti'))
            .on('x.use', '=', 'revoked'),
        )
        .leftJoin('users as u', (join) =>
          join.onRef('u.environment_id', '=', 'a.environment_id').onRef('u.id', '=', 'a.user_id'),
        )
        .leftJoin('factors as f', (join) =>
          join.onRef('f.environment_id', '=', 'u.environment_id').onRef('f.user_id', '=', 'u.id'),
        )
        .where('e.id', '=', parameter('environment')),
    ),
  );

const findById = findBy('id');
const findByMetadataUrl = findBy('client_id_metadata_url');

export interface AuthorizationLookup {
  client: ClientKey;
  authorizationId: string;
  /** Of an access token; else empty. */
  jti?: string;
}

export async function findAuthorization(
  executor: Executor,
  environment: string,
  { client, authorizationId, jti = '' }: AuthorizationLookup,
  now: number,
): Promise<FoundAuthorization> {
  const shared = { environment, authorization: authorizationId, jti };
  const rows =
    client.by === 'id'
      ? await findById(executor, { ...shared, client: client.id })
      : await findByMetadataUrl(executor, { ...shared, client: client.url });
  const first = rows[0] as (Nullish<Row> & Row) | undefined;
  const owned =
    first && (first as Nullish<Row>).authorization_id !== null
      ? {
          authorization: readAuthorization(first),
          user: readUsers(rows, now)[0] as UserRecord,
        }
      : undefined;
  return {
    version: first?.version,
    client: first && (first as Nullish<Row>).client_id !== null ? readClient(first) : undefined,
    owned,
    tokenRevoked: (first?.revoked_jti ?? null) !== null,
  };
}

export const insertAuthorization = (
  executor: Executor,
  row: Insertable<ConnectedAppAuthorizationTable>,
): Promise<number> =>
  executor.affected(executor.q.insertInto('connected_app_authorizations').values(row));

interface CodeUse {
  environment: string;
  id: string;
  codeHash: string;
  now: number;
  refreshHash: string | null;
  refreshExpiresAt: number | null;
  expiresAt: number;
}

const useCodeStatement = statement<CodeUse, { id: string }>((q, parameter) =>
  q
    .updateTable('connected_app_authorizations')
    .set({
      code_used_at: parameter('now'),
      refresh_hash: parameter('refreshHash'),
      refresh_expires_at: parameter('refreshExpiresAt'),
      expires_at: parameter('expiresAt'),
    })
    .where('environment_id', '=', parameter('environment'))
    .where('id', '=', parameter('id'))
    .where('code_hash', '=', parameter('codeHash'))
    .where('code_used_at', 'is', null)
    .where('code_expires_at', '>', parameter('now'))
    .where('revoked_at', 'is', null)
    .returning('id'),
);

/** One statement decides: of any number of callers on any number of nodes exactly one gets true. */
export const useCode = async (executor: Executor, use: CodeUse): Promise<boolean> =>
  (await useCodeStatement(executor, use)).length === 1;

interface Rotation {
  environment: string;
  id: string;
  oldHash: string;
  newHash: string;
  now: number;
  refreshExpiresAt: number;
}

const rotateStatement = statement<Rotation, { id: string }>((q, parameter) =>
  q
    .updateTable('connected_app_authorizations')
    .set({
      refresh_hash: parameter('newHash'),
      refresh_previous_hash: parameter('oldHash'),
      refreshed_at: parameter('now'),
      refresh_expires_at: parameter('refreshExpiresAt'),
      expires_at: parameter('refreshExpiresAt'),
    })
    .where('environment_id', '=', parameter('environment'))
    .where('id', '=', parameter('id'))
    .where('refresh_hash', '=', parameter('oldHash'))
    .where('refresh_expires_at', '>', parameter('now'))
    .where('revoked_at', 'is', null)
    .returning('id'),
);

/** Puts the next refresh token in place of the one presented; true for one caller only. */
export const rotateRefreshToken = async (executor: Executor, one: Rotation): Promise<boolean> =>
  (await rotateStatement(executor, one)).length === 1;

const extendStatement = statement<Omit<Rotation, 'newHash'>, { id: string }>((q, parameter) =>
  q
    .updateTable('connected_app_authorizations')
    .set({
      refreshed_at: parameter('now'),
      refresh_expires_at: parameter('refreshExpiresAt'),
      expires_at: parameter('refreshExpiresAt'),
    })
    .where('environment_id', '=', parameter('environment'))
    .where('id', '=', parameter('id'))
    .where('refresh_hash', '=', parameter('oldHash'))
    .where('refresh_expires_at', '>', parameter('now'))
    .where('revoked_at', 'is', null)
    .returning('id'),
);

/** Keeps the refresh token and lets it live on; false where it is dead. */
export const extendRefreshToken = async (
  executor: Executor,
  one: Omit<Rotation, 'newHash'>,
): Promise<boolean> => (await extendStatement(executor, one)).length === 1;

/** Ends all that came of one authorization. */
export const revokeAuthorization = (
  executor: Executor,
  environment: string,
  id: string,
  by: 'client' | 'reuse',
  now: number,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('connected_app_authorizations')
      .set({ revoked_at: now, revoked_by: by })
      .where('environment_id', '=', environment)
      .where('id', '=', id)
      .where('revoked_at', 'is', null),
  );

/** Ends all that a user ever granted to a client, or to any. */
export const revokeAuthorizationsOfUser = (
  executor: Executor,
  environment: string,
  userId: string,
  clientId: string | undefined,
  now: number,
): Promise<number> => {
  const all = executor.q
    .updateTable('connected_app_authorizations')
    .set({ revoked_at: now, revoked_by: 'user' })
    .where('environment_id', '=', environment)
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null);
  return executor.affected(clientId === undefined ? all : all.where('client_id', '=', clientId));
};

/** False where the same was noted before. */
export const noteTokenUse = async (
  executor: Executor,
  row: Insertable<Schema['access_token_uses']>,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .insertInto('access_token_uses')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  )) === 1;
