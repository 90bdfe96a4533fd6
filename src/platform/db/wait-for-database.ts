import { setTimeout as sleep } from 'node:timers/promises';
import { expectedError } from '../errors/expected-error.ts';
import { isUnavailable } from './errors.ts';
import type { Database } from './executor.ts';

/** PostgreSQL 15. */
const OLDEST = 150_000;

const RETRY_EVERY_MS = 250;

export interface WaitOptions {
  /** postgres:// URL; undefined for the embedded database. */
  url: string | undefined;
  /** How long a database that does not accept connections yet is asked again. */
  patienceMs: number;
  /** Called once, when the first try failed. */
  onWait: () => void;
}

/** Host, port and database: never the user or the password. */
function placeOf(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url)) return 'the database';
  const { hostname, port, pathname } = new URL(url);
  return `PostgreSQL at ${hostname || 'localhost'}:${port || '5432'}${pathname}`;
}

function sentence(error: unknown, url: string | undefined): string {
  const { code = '', message } = error as { code?: string; message: string };
  const place = placeOf(url);
  switch (code) {
    case '28P01':
    case '28000':
      return `${place} refuses the user or the password.`;
    case '3D000':
      return `${place} does not exist: create the database first.`;
    case 'SQLITE_NOTADB':
      return 'selvage.db in the data folder is not a database.';
    case 'SQLITE_CANTOPEN':
    case 'SQLITE_READONLY':
      return 'selvage.db in the data folder cannot be opened for writing.';
    default:
      // A refused connection to several addresses has no message of its own.
      return `${place} cannot be reached: ${message || code}.`;
  }
}

/** Runs what opens a database file; says in a sentence why it cannot be opened. */
export function opening<T>(url: string | undefined, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const isSqlite = String((error as { code?: string }).code).startsWith('SQLITE_');
    throw isSqlite ? expectedError(sentence(error, url), error) : error;
  }
}

async function serverVersion(database: Database): Promise<number> {
  const text = "select current_setting('server_version_num')::int as version";
  const { rows } = await database.run<{ version: number }>(text, []);
  return rows[0]?.version ?? 0;
}

/** Resolves once the database answers and is new enough; says in a sentence what is wrong else. */
export async function waitForDatabase(database: Database, options: WaitOptions): Promise<void> {
  const deadline = performance.now() + options.patienceMs;
  let waiting = false;
  for (;;) {
    try {
      await database.ping();
      break;
    } catch (error) {
      if (!isUnavailable(error) || performance.now() >= deadline) {
        throw expectedError(sentence(error, options.url), error);
      }
      if (!waiting) options.onWait();
      waiting = true;
      await sleep(RETRY_EVERY_MS);
    }
  }
  if (database.engine !== 'postgres') return;
  const version = await serverVersion(database);
  if (version < OLDEST) {
    const major = Math.floor(version / 10_000);
    throw expectedError(
      `${placeOf(options.url)} is version ${major}; Selvage needs PostgreSQL 15 or newer.`,
    );
  }
}
