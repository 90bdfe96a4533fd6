import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../platform/db/executor.ts';
import { insertManyMessages } from '../../testing/many-rows.ts';
import { plansOf, recording } from '../../testing/query-plans.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { listMessages } from './message.store.ts';
import * as admin from './message-admin.store.ts';

let app: TestApp;
let environmentId: string;
beforeAll(async () => {
  app = await createTestApp();
  environmentId = app.test.project_id.slice(-36);
  await insertManyMessages(app.database, { environmentId, count: 20_000 });
});
afterAll(() => app.close());

const id = '01900000-0000-7200-8000-000000000007';

test.each<[string, RegExp, (database: Database) => Promise<unknown>]>([
  [
    'the inbox of a recipient',
    /messages_inbox/,
    (database) => listMessages(database, environmentId, { to: 'nobody@example.com', limit: 100 }),
  ],
  [
    'failed ones',
    /messages_failed/,
    (database) => admin.listMessages(database, { status: 'failed', limit: 5 }),
  ],
  [
    'a message',
    /messages_pk|sqlite_autoindex_messages_1/,
    (database) => admin.findMessage(database, id),
  ],
  [
    'what is to be sent again',
    /messages_/,
    (database) => admin.requeueMessages(database, 'all', 0),
  ],
  [
    'what is to be forgotten',
    /messages_legible/,
    (database) => admin.wipeDeadContents(database, 0),
  ],
  ['what nobody delivers', /messages_queued/, (database) => admin.failForgotten(database, 0)],
])('%s: found without reading other messages', async (_name, index, run) => {
  const { database, statements } = recording(app.database);
  await run(database);
  expect(statements).toHaveLength(1);
  for (const statement of statements) {
    for (const plan of await plansOf(app.database, statement)) {
      expect(plan).toMatch(index);
      expect(plan).not.toMatch(/Seq Scan on messages|^SCAN (m|messages)$/m);
    }
  }
});
