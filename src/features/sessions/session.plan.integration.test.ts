import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../platform/db/executor.ts';
import { insertManySessions } from '../../testing/many-rows.ts';
import { insertManyUsers } from '../../testing/many-users.ts';
import { plansOf, recording } from '../../testing/query-plans.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { deleteSessionsOfUser, listSessions } from './session.store.ts';

const ROWS = 5_000;

let app: TestApp;
let environmentId: string;
beforeAll(async () => {
  app = await createTestApp();
  environmentId = app.test.project_id.slice(-36);
  await insertManyUsers(app.database, { environmentId, first: 1, count: ROWS, unanalysed: true });
  await insertManySessions(app.database, { environmentId, count: ROWS });
});
afterAll(() => app.close());

const user = '01900000-0000-7000-8000-000000000007';

test.each<[string, (database: Database) => Promise<unknown>]>([
  ['listed', (database) => listSessions(database, environmentId, user, 0)],
  ['revoked', (database) => deleteSessionsOfUser(database, environmentId, user)],
])('sessions of a user are %s without reading those of others', async (_name, run) => {
  const { database, statements } = recording(app.database);
  await run(database);
  expect(statements).toHaveLength(1);
  for (const statement of statements) {
    for (const plan of await plansOf(app.database, statement)) {
      expect(plan).toMatch(/sessions_user_id\b/);
    }
  }
});
