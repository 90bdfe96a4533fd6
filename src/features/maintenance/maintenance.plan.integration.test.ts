import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  insertManyEvents,
  insertManyMessages,
  insertManySessions,
} from '../../testing/many-rows.ts';
import { insertManyUsers } from '../../testing/many-users.ts';
import { plansOf, recording, type Statement } from '../../testing/query-plans.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { maintenanceTasks } from './tasks.ts';

const ROWS = 20_000;

let app: TestApp;
let statements: Statement[];

beforeAll(async () => {
  app = await createTestApp();
  const rows = { environmentId: app.test.project_id.slice(-36), count: ROWS };
  await insertManyUsers(app.database, { ...rows, first: 1, unanalysed: true });
  await insertManySessions(app.database, rows);
  await insertManyMessages(app.database, rows);
  await insertManyEvents(app.database, rows);
  const recorded = recording(app.database);
  statements = recorded.statements;
  const tasks = maintenanceTasks({
    database: recorded.database,
    clock: { now: () => Date.now() },
    signingKeys: { rotateOld: async () => 0, prune: async () => 0 } as never,
    oauth: { wipeExpired: async () => 0 },
    signingKeyDays: 180,
    messageRetentionDays: 7,
    auditRetentionDays: 365,
    auditRefusalRetentionDays: 90,
  });
  for (const task of tasks) await task.run();
});
afterAll(() => app.close());

/** A table that is read from end to end, or all of an environment's part; the queue is short. */
const whole = {
  // Of what is looked for; that a thousand rows are then joined by a scan is right for 20,000.
  postgres: /Seq Scan on \w+ (t|\w+_1)\b/,
  sqlite:
    /^SCAN (t|sessions|messages|factors|audit_log)\b(?! USING INDEX messages_queued)|\(environment_id=\?\)/m,
};
const filled = /\b(?:from|update) "?(sessions|messages|factors|audit_log)"?\b/;

test('no task reads whole tables to find that nothing is due', async () => {
  const seen = new Set<string>();
  for (const statement of statements) {
    const table = filled.exec(statement[0])?.[1];
    if (table === undefined) continue;
    seen.add(table);
    for (const plan of await plansOf(app.database, statement)) {
      expect(plan, statement[0]).not.toMatch(whole[app.database.engine]);
    }
  }
  expect([...seen].sort()).toEqual(['audit_log', 'factors', 'messages', 'sessions']);
});

test('rows are deleted by their whole key', async () => {
  if (app.database.engine !== 'sqlite') return;
  const deletes = statements.filter(([sql]) => sql.startsWith('delete'));
  expect(deletes.length).toBeGreaterThan(15);
  for (const statement of deletes) {
    const plans = await plansOf(app.database, statement);
    expect(plans.join('\n'), statement[0]).not.toMatch(/\(environment_id=\?\)/);
  }
});
