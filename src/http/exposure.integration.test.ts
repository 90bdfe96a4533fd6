import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeSettings } from '../testing/change-settings.ts';
import { REDIRECT } from '../testing/connected-apps.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

/** What a stranger may learn of the server or make it believe. */
let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ SELVAGE_PUBLIC_URL: 'https://id.example.com' });
  await changeSettings(app, { idp_dynamic_client_registration_enabled: true });
});
afterAll(() => app?.close());

test('a header that names another address does not get around a limit by address', async () => {
  const register = (header: string, address: string) =>
    app.app.inject({
      method: 'POST',
      url: `/v1/public/${app.test.project_id}/oauth2/register`,
      headers: { [header]: address },
      payload: { redirect_uris: [REDIRECT] },
    });
  const statuses: number[] = [];
  for (let n = 0; n < 31; n += 1) {
    const header = ['x-forwarded-for', 'forwarded', 'x-real-ip'][n % 3] as string;
    statuses.push((await register(header, `203.0.113.${n}`)).statusCode);
  }
  expect(statuses).toEqual([...Array<number>(30).fill(201), 429]);
});

test('the cookies of pages are out of reach of script, plain http and other hosts', async () => {
  const { headers } = await app.app.inject(`/idp/${app.test.project_id}/authorize?client_id=x`);
  expect(headers['set-cookie']).toMatch(
    /^__Host-\w+=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
});

test('an error that nobody expected tells nothing of itself', async () => {
  Object.assign(app.services.users, {
    get: () => Promise.reject(new Error('at /srv/selvage: SELECT secret')),
  });
  const { status, body } = await app.call('GET', `/v1/users/user-test-${crypto.randomUUID()}`);
  expect([status, body.error_type]).toEqual([500, 'internal_server_error']);
  expect(JSON.stringify(body)).not.toMatch(/srv|SELECT|secret/);
});
