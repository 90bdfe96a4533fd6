import type { Database, Engine } from '../platform/db/executor.ts';
import { MANY_USERS_FROM, numberedUuid, numbers } from './many-users.ts';

/**
 * Fills tables by SQL with rows like those of a real project, for tests of how queries find theirs.
 * Row i belongs to user i of `insertManyUsers`, where it has one; instants are far in the past or
 * far ahead, so that nothing is due.
 */
export interface ManyRows {
  environmentId: string;
  count: number;
}

const FAR_AHEAD = 4_000_000_000_000;

type Select = (engine: Engine, environment: string) => string;

/** The select reads a number `i` from 1 on. */
const filler =
  (table: string, into: string, select: Select, where = 'true') =>
  async (database: Database, { environmentId, count }: ManyRows): Promise<void> => {
    const { engine } = database;
    const environment = engine === 'postgres' ? `'${environmentId}'::uuid` : `'${environmentId}'`;
    const rows = `${numbers(1, count)} select ${select(engine, environment)} from n where ${where}`;
    await database.run(`insert into ${table} (${into}) ${rows}`, []);
    // Nobody analyses an embedded database.
    if (engine === 'postgres') await database.run(`vacuum analyze ${table}, environments`, []);
  };

export const insertManySessions = filler(
  'sessions',
  'environment_id, id, user_id, token_hash, started_at, last_accessed_at, expires_at, attributes, authentication_factors, custom_claims',
  (engine, environment) =>
    `${environment}, ${numberedUuid(engine, '7100', 'i')}, ${numberedUuid(engine, '7000', 'i')},
      'hash' || i, 0, 0, ${FAR_AHEAD} + i, '{}', '[]', '{}'`,
);

/** Delivered, one in a hundred failed and forgotten, to a thousand recipients. */
export const insertManyMessages = filler(
  'messages',
  'environment_id, id, channel, kind, recipient, content, status, attempts, due_at, last_error, created_at, expires_at',
  (engine, environment) =>
    `${environment}, ${numberedUuid(engine, '7200', 'i')}, 'email', 'login',
      'person' || (i % 1000) || '@example.com', case when i % 100 <> 7 then 'sealed' end,
      case when i % 100 = 7 then 'failed' else 'delivered' end, 1, 0, null, ${FAR_AHEAD} + i,
      ${MANY_USERS_FROM}`,
);

export const insertManyEvents = filler(
  'audit_log',
  'environment_id, id, created_at, action, result, status_code, reason, actor, ip_address, user_agent, request_id, details',
  (engine, environment) =>
    `${environment}, ${numberedUuid(engine, '7300', 'i').replace('01900000', 'ff000000')},
      ${FAR_AHEAD} + i, 'magic_links.authenticate',
      case when i % 10 = 3 then 'refused' else 'success' end, 200, '', 'secret', '203.0.113.24', '',
      'request' || i, '{}'`,
);

/** Each name a hundred times. */
export const insertManyClients = filler(
  'm2m_clients',
  'environment_id, client_id, client_name, client_description, status, scopes, trusted_metadata, secret_hash, secret_last_four, created_at',
  (_engine, environment) =>
    `${environment}, 'client-' || i, 'name-' || (i / 100), '', 'active', '["common"]', '{}', 'hash',
      'four', ${MANY_USERS_FROM} + i`,
);

const scopes = (scope: string, where: string) =>
  filler(
    'm2m_client_scopes',
    'environment_id, scope, client_id',
    (_engine, environment) => `${environment}, '${scope}', 'client-' || i`,
    where,
  );

/** Of the clients of `insertManyClients`: `common` have all of them, `rare` one in a thousand. */
export async function insertManyScopes(database: Database, rows: ManyRows): Promise<void> {
  await scopes('common', 'true')(database, rows);
  await scopes('rare', 'i % 1000 = 5')(database, rows);
}
