import { migrations } from '../../migrations/index.ts';
import type { Database } from '../platform/db/executor.ts';
import { migrate } from '../platform/db/migrator.ts';
import { databaseOpener } from '../platform/db/open.ts';
import { createTestDatabase } from './test-database.ts';

export interface EmptyDatabase {
  database: Database;
  /** Another node's connections to the same data; on SQLite the same ones, it has one node. */
  another(): Database;
  /** Closes every connection and drops the data. */
  close(): Promise<void>;
}

/** A migrated database without a row, of the engine that this run is for. */
export async function createEmptyDatabase(): Promise<EmptyDatabase> {
  const { url, dataDir, engine, drop } = await createTestDatabase();
  const opened: Database[] = [];
  const opener = await databaseOpener({
    url,
    dataDirectory: dataDir,
    poolSize: 4,
    onIdleError: () => undefined,
  });
  const open = (): Database => {
    const database = opener();
    opened.push(database);
    return database;
  };
  const database = open();
  await migrate(database, migrations, () => 0);
  return {
    database,
    another: () => (engine === 'sqlite' ? database : open()),
    async close() {
      await Promise.all(opened.map((one) => one.close()));
      await drop();
    },
  };
}
