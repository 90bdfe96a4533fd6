import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import type { Database } from './executor.ts';
import { type Migration, migrate, pendingMigrations } from './migrator.ts';

const postgres = process.env['SELVAGE_TEST_DATABASE'] === 'postgres';

let world: TestDatabase;
let db: Database;
beforeAll(async () => {
  world = await createTestDatabase();
  db = world.database;
});
afterAll(() => world.close());

const table = (name: string, after: () => Promise<void> | void = () => undefined): Migration => ({
  name,
  async up({ schema, type, run }) {
    await run(schema.createTable(name).addColumn('id', type.uuid).addColumn('at', type.instant));
    await after();
  },
});

const exists = async (name: string): Promise<boolean> => {
  try {
    await db.run(`select * from ${name}`, []);
    return true;
  } catch {
    return false;
  }
};

test('a migrated database has nothing left to do', async () => {
  expect(await pendingMigrations(db, migrations)).toEqual([]);
  expect(await migrate(db, migrations, () => 0)).toEqual([]);
});

test('what is missing is named first, then applied in order, once', async () => {
  const more = [...migrations, table('next_one'), table('next_two')];
  expect(await pendingMigrations(db, more)).toEqual(['next_one', 'next_two']);
  expect(await exists('next_one')).toBe(false);
  expect(await migrate(db, more, () => 0)).toEqual(['next_one', 'next_two']);
  expect(await migrate(db, more, () => 0)).toEqual([]);
  expect([await exists('next_one'), await exists('next_two')]).toEqual([true, true]);
});

test('a migration that fails leaves nothing behind, and those before it stay', async () => {
  const fail = () => {
    throw new Error('no');
  };
  const failing = [...migrations, table('good_one'), table('bad_one', fail)];
  await expect(migrate(db, failing, () => 0)).rejects.toThrow('no');
  expect([await exists('good_one'), await exists('bad_one')]).toEqual([true, false]);
  expect(await pendingMigrations(db, failing)).toEqual(['bad_one']);
  const repaired = [...migrations, table('good_one'), table('bad_one')];
  expect(await migrate(db, repaired, () => 0)).toEqual(['bad_one']);
});

test('of nodes that start at once, one applies each migration', async () => {
  let runs = 0;
  const slow = async () => {
    runs += 1;
    await new Promise((done) => setTimeout(done, 20));
  };
  const more = [...migrations, table('shared_one', slow), table('shared_two', slow)];
  // SQLite serves one process, which has one connection that writes.
  const nodes = [db, ...(postgres ? [world.open(), world.open()] : [db, db])];
  const applied = await Promise.all(nodes.map((node) => migrate(node, more, () => 0)));
  expect(applied.flat().toSorted()).toEqual(['shared_one', 'shared_two']);
  expect(runs).toBe(2);
});

test('a database of a newer version is left alone', async () => {
  expect(await migrate(db, migrations, () => 0)).toEqual([]);
  expect(await exists('next_one')).toBe(true);
});
