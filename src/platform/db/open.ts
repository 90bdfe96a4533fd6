import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './executor.ts';

export interface DatabaseOptions {
  /** postgres:// URL; the embedded database is used where absent. */
  url?: string | undefined;
  dataDirectory: string;
  poolSize: number;
  onIdleError: (error: Error) => void;
}

/** Loads the driver of the engine that is used, and not the other one. */
export async function databaseOpener(options: DatabaseOptions): Promise<() => Database> {
  const { url, poolSize, onIdleError, dataDirectory } = options;
  if (url !== undefined) {
    const { openPostgres } = await import('./postgres.ts');
    return () => openPostgres({ url, poolSize, onIdleError });
  }
  const { openSqlite } = await import('./sqlite.ts');
  return () => {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
    return openSqlite({ file: join(dataDirectory, 'selvage.db') });
  };
}
