import { migrations } from '../../migrations/index.ts';
import type { Database } from '../platform/db/executor.ts';
import { migrate } from '../platform/db/migrator.ts';
import { databaseOpener } from '../platform/db/open.ts';
import { createTestStorage, type TestStorage } from './test-storage.ts';

export interface TestDatabase extends TestStorage {
  /** Migrated and empty. */
  database: Database;
  /** Another connection to the same data, as a second node has. */
  open(): Database;
  /** Closes every connection and drops the data. */
  close(): Promise<void>;
}

/** A migrated database of the engine under test, for tests of stores and services. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const storage = await createTestStorage();
  const opened: Database[] = [];
  const opener = await databaseOpener({
    url: storage.url,
    dataDirectory: storage.dataDir,
    poolSize: 4,
    onIdleError: () => {},
  });
  const open = () => {
    const database = opener();
    opened.push(database);
    return database;
  };
  const database = open();
  await migrate(database, migrations, Date.now);
  return {
    ...storage,
    database,
    open,
    async close() {
      for (const one of opened) await one.close();
      await storage.drop();
    },
  };
}
