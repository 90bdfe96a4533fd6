import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './executor.ts';
import { openPostgres } from './postgres.ts';
import { openSqlite } from './sqlite.ts';

export interface DatabaseOptions {
  /** postgres:// URL; the embedded database is used where absent. */
  url?: string | undefined;
  dataDirectory: string;
  poolSize: number;
  onIdleError: (error: Error) => void;
}

export function openDatabase(options: DatabaseOptions): Database {
  if (options.url !== undefined) {
    return openPostgres({
      url: options.url,
      poolSize: options.poolSize,
      onIdleError: options.onIdleError,
    });
  }
  mkdirSync(options.dataDirectory, { recursive: true, mode: 0o700 });
  return openSqlite({ file: join(options.dataDirectory, 'selvage.db') });
}
