import { afterAll, beforeAll, expect, test } from 'vitest';
import { insertManyUsers } from '../../testing/many-users.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { deleteSurplus } from './delete-surplus.ts';
import type { Database } from './executor.ts';
import { batchSize } from './in-batches.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const fill = (projectId: string, first: number, count: number) =>
  insertManyUsers(app.database, { environmentId: projectId.slice(-36), first, count });

const users = (projectId: string) =>
  app.database.all(
    app.database.q
      .selectFrom('users')
      .select('id')
      .where('environment_id', '=', projectId.slice(-36)),
  );

test('many users go in transactions of a batch each, and a batch at most is left', async () => {
  const size = batchSize(app.database.engine);
  await fill(app.test.project_id, 1, 2 * size + 7);
  await fill(app.live.project_id, 10_000, 5);
  let transactions = 0;
  const counting: Database = {
    ...app.database,
    transaction(work) {
      transactions += 1;
      return app.database.transaction(work);
    },
  };
  await deleteSurplus(counting, 'users', 'id', app.test.project_id.slice(-36));
  expect(transactions).toBe(2);
  expect(await users(app.test.project_id)).toHaveLength(7);
  expect(await users(app.live.project_id)).toHaveLength(5);
  await deleteSurplus(counting, 'users', 'id', app.test.project_id.slice(-36));
  expect(transactions).toBe(2);
});

test('a reset of a large environment leaves nothing', async () => {
  await fill(app.test.project_id, 20_000, 2 * batchSize(app.database.engine) + 1);
  expect((await app.call('POST', '/selvage/v1/reset')).status).toBe(200);
  expect(await users(app.test.project_id)).toEqual([]);
});
