import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import type { Database, Executor } from './executor.ts';
import { openPostgres } from './postgres.ts';

const postgres = process.env['SELVAGE_TEST_DATABASE'] === 'postgres';

let world: TestDatabase;
let db: Database;
beforeAll(async () => {
  world = await createTestDatabase();
  db = world.database;
});
afterAll(() => world.close());

const id = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const insert = (executor: Executor, number: number): Promise<number> =>
  executor.affected(
    executor.q.insertInto('workspaces').values({ id: id(number), name: 'name', created_at: 1 }),
  );

const find = (executor: Executor, number: number) =>
  executor.all(
    executor.q.selectFrom('workspaces').select(['name', 'created_at']).where('id', '=', id(number)),
  );

test('a statement that is run again answers as it did, with rows and without', async () => {
  await insert(db, 1);
  for (const times of [1, 2, 3]) {
    expect(await find(db, 1), `time ${times}`).toEqual([{ name: 'name', created_at: 1 }]);
    expect(await find(db, 2), `time ${times}`).toEqual([]);
  }
});

test('the first statement of a transaction belongs to it', async () => {
  const failure = new Error('not that way');
  const work = db.transaction(async (tx) => {
    await insert(tx, 3);
    throw failure;
  });
  await expect(work).rejects.toBe(failure);
  expect(await find(db, 3)).toEqual([]);
});

test('a transaction whose first statement is refused leaves its connection to others', async () => {
  await insert(db, 4);
  for (let time = 0; time < 10; time += 1) {
    await expect(db.transaction((tx) => insert(tx, 4))).rejects.toThrow();
  }
  await db.transaction((tx) => insert(tx, 5));
  expect(await find(db, 5)).toHaveLength(1);
});

if (postgres) {
  describe('on a connection of PostgreSQL', () => {
    let one: Database;
    beforeAll(() => {
      one = openPostgres({ url: world.url ?? '', poolSize: 1, onIdleError: () => undefined });
    });
    afterAll(() => one.close());

    const ASK = 'select pg_backend_pid() as pid';
    const process = async (): Promise<unknown> => (await one.run(ASK, [])).rows;

    test('a refused statement leaves it as it is', async () => {
      const before = await process();
      await insert(one, 10);
      await expect(insert(one, 10)).rejects.toThrow();
      await expect(one.run('select nonsense', [])).rejects.toThrow();
      expect(await process()).toEqual(before);
    });

    test('a value that cannot be sent fails its statement alone', async () => {
      const circle: Record<string, unknown> = {};
      circle['itself'] = circle;
      await expect(one.run('select $1::text', [circle])).rejects.toThrow();
      expect((await one.run('select 1 as one', [])).rows).toEqual([{ one: 1 }]);
    });

    test('a failure that the work of a transaction does not mind loses it loudly', async () => {
      const work = one.transaction(async (tx) => {
        await insert(tx, 11);
        await insert(tx, 11).catch(() => undefined);
      });
      await expect(work).rejects.toThrow('unnoticed');
      expect(await find(one, 11)).toEqual([]);
    });

    test('a column whose type another version changed is met once, then known', async () => {
      await one.run('create table changing (value int)', []);
      await one.run("insert into changing values ('7')", []);
      const read = () => one.run('select value from changing', []);
      expect((await read()).rows).toEqual([{ value: 7 }]);
      await db.run('alter table changing alter column value type text', []);
      await expect(read()).rejects.toThrow('cached plan');
      expect((await read()).rows).toEqual([{ value: '7' }]);
    });

    test('a transaction that asks nothing sends nothing', async () => {
      const [{ pid } = {}] = (await one.run<{ pid: number }>(ASK, [])).rows;
      expect(await one.transaction(async () => 'done')).toBe('done');
      const last = 'select query from pg_stat_activity where pid = $1';
      expect((await db.run(last, [pid])).rows).toEqual([{ query: ASK }]);
    });
  });
}
