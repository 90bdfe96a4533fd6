import { afterAll, beforeAll, expect, test } from 'vitest';
import { plansOf, recording } from '../../testing/query-plans.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { listRecoveryCodes } from './totp.store.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

test('recovery codes are found without reading those of others', async () => {
  // PostgreSQL reads a table that is empty as a whole.
  if (app.database.engine !== 'sqlite') return;
  const { database, statements } = recording(app.database);
  await listRecoveryCodes(database, app.test.project_id.slice(-36), app.test.project_id.slice(-36));
  const [statement] = statements;
  if (!statement) throw new Error('nothing was read');
  const plans = await plansOf(app.database, statement);
  expect(plans.join()).toMatch(/totp_recovery_codes_factor \(environment_id=\? AND factor_id=\?\)/);
});
