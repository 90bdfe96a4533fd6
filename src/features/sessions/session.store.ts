import type { Compilable } from 'kysely';
import type { SessionTokenTable } from '../../platform/db/connected-app-tables.ts';
import type { Executor } from '../../platform/db/executor.ts';
import type { SessionTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';
import {
  factorColumns,
  readUsers,
  type UserRecord,
  type UserRow,
  userColumns,
} from '../users/user-record.ts';
import {
  readSession,
  type SessionRecord,
  type SessionRow,
  sessionColumns,
} from './session-record.ts';

export interface FoundSession {
  /** Version of the environment, read by the same statement. */
  version: number | undefined;
  /** Whether it is expired is the caller's question. */
  found: { session: SessionRecord; user: UserRecord } | undefined;
}

type Row = UserRow & SessionRow & { version: number };

const findByToken = statement<{ environment: string; tokenHash: string }, Row>(
  (q, parameter) =>
    q
      .selectFrom('environments as e')
      .leftJoin('sessions as s', (join) =>
        join.onRef('s.environment_id', '=', 'e.id').on('s.token_hash', '=', parameter('tokenHash')),
      )
      .leftJoin('users as u', (join) =>
        join.onRef('u.environment_id', '=', 's.environment_id').onRef('u.id', '=', 's.user_id'),
      )
      .leftJoin('factors as f', (join) =>
        join.onRef('f.environment_id', '=', 'u.environment_id').onRef('f.user_id', '=', 'u.id'),
      )
      .select('e.version')
      .select(sessionColumns)
      .select(userColumns)
      .select(factorColumns)
      .where('e.id', '=', parameter('environment')) as unknown as Compilable<Row>,
);

const findById = statement<{ environment: string; id: string }, Row>(
  (q, parameter) =>
    q
      .selectFrom('environments as e')
      .leftJoin('sessions as s', (join) =>
        join.onRef('s.environment_id', '=', 'e.id').on('s.id', '=', parameter('id')),
      )
      .leftJoin('users as u', (join) =>
        join.onRef('u.environment_id', '=', 's.environment_id').onRef('u.id', '=', 's.user_id'),
      )
      .leftJoin('factors as f', (join) =>
        join.onRef('f.environment_id', '=', 'u.environment_id').onRef('f.user_id', '=', 'u.id'),
      )
      .select('e.version')
      .select(sessionColumns)
      .select(userColumns)
      .select(factorColumns)
      .where('e.id', '=', parameter('environment')) as unknown as Compilable<Row>,
);

export type SessionKey = { by: 'token'; tokenHash: string } | { by: 'id'; id: string };

/** One round trip: session, its user with all factors, the environment's version. */
export async function findSession(
  executor: Executor,
  environment: string,
  key: SessionKey,
  now: number,
): Promise<FoundSession> {
  const rows =
    key.by === 'token'
      ? await findByToken(executor, { environment, tokenHash: key.tokenHash })
      : await findById(executor, { environment, id: key.id });
  const first = rows[0];
  if (!first || first.session_id === null) return { version: first?.version, found: undefined };
  const user = readUsers(rows, now)[0] as UserRecord;
  return { version: first.version, found: { session: readSession(first), user } };
}

/** Gives a session one more token. */
export const insertSessionToken = (executor: Executor, row: SessionTokenTable): Promise<number> =>
  executor.affected(executor.q.insertInto('session_tokens').values(row));

/** The session of a token that is not the one it was started with. */
export async function findSessionOfToken(
  executor: Executor,
  environment: string,
  tokenHash: string,
): Promise<string | undefined> {
  const row = await executor.first(
    executor.q
      .selectFrom('session_tokens')
      .select('session_id')
      .where('environment_id', '=', environment)
      .where('token_hash', '=', tokenHash),
  );
  return row?.session_id;
}

/** Of a new row. */
export const sessionTableColumns = [
  'environment_id',
  'id',
  'user_id',
  'token_hash',
  'started_at',
  'last_accessed_at',
  'expires_at',
  'attributes',
  'authentication_factors',
  'custom_claims',
] as const satisfies readonly (keyof SessionTable)[];

export const insertSession = statement<SessionTable, never>((q, parameter) => {
  const row = Object.fromEntries(sessionTableColumns.map((name) => [name, parameter(name)]));
  return q
    .insertInto('sessions')
    .values(row as unknown as SessionTable) as unknown as Compilable<never>;
});

/** False where the session is gone meanwhile: a revocation that came first wins. */
export const updateSession = async (
  executor: Executor,
  environment: string,
  id: string,
  changes: Partial<
    Pick<
      SessionTable,
      'last_accessed_at' | 'expires_at' | 'authentication_factors' | 'custom_claims'
    >
  >,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .updateTable('sessions')
      .set(changes)
      .where('environment_id', '=', environment)
      .where('id', '=', id),
  )) === 1;

/** Answers how many live sessions it ended: 0 or 1. */
export const deleteSession = (
  executor: Executor,
  environment: string,
  key: SessionKey,
  now: number,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('sessions')
      .where('environment_id', '=', environment)
      .where(
        key.by === 'token' ? 'token_hash' : 'id',
        '=',
        key.by === 'token' ? key.tokenHash : key.id,
      )
      .where('expires_at', '>', now),
  );

export const deleteSessionsOfUser = (
  executor: Executor,
  environment: string,
  userId: string,
  keptId?: string,
): Promise<number> => {
  const all = executor.q
    .deleteFrom('sessions')
    .where('environment_id', '=', environment)
    .where('user_id', '=', userId);
  return executor.affected(keptId === undefined ? all : all.where('id', '<>', keptId));
};

/** Active sessions of a user, oldest first. */
export async function listSessions(
  executor: Executor,
  environment: string,
  userId: string,
  now: number,
): Promise<SessionRecord[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('sessions as s')
      .select(sessionColumns)
      .where('s.environment_id', '=', environment)
      .where('s.user_id', '=', userId)
      .where('s.expires_at', '>', now),
  );
  // Not by SQL: for that order SQLite walks the key of all sessions, whoever's they are.
  return rows.map(readSession).sort((a, b) => (a.id < b.id ? -1 : 1));
}
