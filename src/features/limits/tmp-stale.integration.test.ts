import { expect, test } from 'vitest';
import { createTestApp, inject } from '../../testing/test-app.ts';
test('stale', async () => {
  const app = await createTestApp();
  const other = await app.secondNode();
  const credentials = { username: app.test.project_id, password: app.test.secret };
  const ask = (email: string) =>
    inject(other.app, credentials, 'POST', '/v1/magic_links/email/login_or_create', { email });
  expect((await ask('a@example.com')).status).toBe(200);
  await app.call('PUT', '/selvage/v1/clock', { advance_seconds: 60 });
  expect((await ask('b@example.com')).body).toMatchObject({ status_code: 200 });
  await app.close();
});
