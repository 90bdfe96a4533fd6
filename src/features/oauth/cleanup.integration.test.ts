import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { DAY, MINUTE } from '../../platform/clock.ts';
import { unlimited } from '../../testing/magic-login.ts';
import {
  authenticateOAuth,
  choose,
  newBrowser,
  oauthLogin,
  oauthToken,
  startLogin,
} from '../../testing/oauth-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());
beforeEach(() => app.call('POST', '/selvage/v1/reset', {}));

const tables = [
  'oauth_flows',
  'oauth_attach_tokens',
  'oauth_tokens',
  'oauth_stand_in_codes',
] as const;
type Table = (typeof tables)[number];

async function counts(): Promise<Record<Table, number>> {
  const found: Partial<Record<Table, number>> = {};
  for (const table of tables) {
    const query = app.database.q.selectFrom(table).select('environment_id');
    found[table] = (await app.database.all(query)).length;
  }
  return found as Record<Table, number>;
}

/** One row in each: an account, a login that the app has not finished, one that is under way. */
async function fill(): Promise<{ user_id: string; token: string }> {
  const { user_id } = await oauthLogin(app, 'google', { subject: 'kept' });
  const token = await oauthToken(app, 'google', { subject: 'kept' });
  await app.call('POST', '/v1/oauth/attach', { provider: 'github', user_id });
  const browser = newBrowser(app);
  await choose(browser, await startLogin(app, browser, 'google'), { subject: 'other' });
  return { user_id, token };
}

const full = { oauth_flows: 3, oauth_attach_tokens: 1, oauth_tokens: 1, oauth_stand_in_codes: 1 };
const none = { oauth_flows: 0, oauth_attach_tokens: 0, oauth_tokens: 0, oauth_stand_in_codes: 0 };

/** Everything ends this long from now. */
async function expire(milliseconds: number): Promise<void> {
  for (const table of tables) {
    await app.database.run(`update ${table} set expires_at = ${Date.now() + milliseconds}`, []);
  }
}

test('what still holds is left alone', async () => {
  const { token } = await fill();
  await app.periodicTasks.runAll();
  expect(await counts()).toEqual(full);
  expect((await authenticateOAuth(app, token)).status).toBe(200);
});

test('what names nobody any more goes at once, the rest a day later', async () => {
  await fill();
  await expire(-MINUTE);
  await app.periodicTasks.runAll();
  const kept = { ...full, oauth_attach_tokens: 0, oauth_stand_in_codes: 0 };
  expect(await counts()).toEqual(kept);
  const sealed = await app.database.all(
    app.database.q.selectFrom('oauth_tokens').select('provider_values'),
  );
  expect(sealed).toEqual([{ provider_values: null }]);
  await expire(-2 * DAY);
  await app.periodicTasks.runAll();
  expect(await counts()).toEqual(none);
});

test('a reset leaves nothing, and keeps what is entered for providers', async () => {
  const path = '/pwa/v3/projects/my-project/environments/test/oauth_providers/figma';
  await app.callManagement('PUT', path, { client_id: 'x', client_secret: 's' });
  await fill();
  expect(await counts()).toEqual(full);
  await app.call('POST', '/selvage/v1/reset', {});
  expect(await counts()).toEqual(none);
  expect((await app.callManagement('GET', path)).status).toBe(200);
});

test('a deleted user takes along all that names them', async () => {
  const { user_id, token } = await fill();
  await app.call('DELETE', `/v1/users/${user_id}`);
  expect(await counts()).toEqual({ ...full, oauth_attach_tokens: 0, oauth_tokens: 0 });
  const { body } = await authenticateOAuth(app, token);
  expect(body.error_type).toBe('oauth_token_not_found');
});

test('a deleted registration takes along its logins, and the account is free again', async () => {
  const { token } = await fill();
  const again = await oauthLogin(app, 'google', { subject: 'kept' });
  const { user } = await app
    .call('DELETE', `/v1/users/oauth/${again.oauth_user_registration_id}`)
    .then(({ body }) => body);
  expect(user.providers).toEqual([]);
  expect((await authenticateOAuth(app, token)).body.error_type).toBe('oauth_token_not_found');
  const { user_id } = await oauthLogin(app, 'google', { subject: 'kept' });
  expect(user_id).not.toBe(again.user_id);
});
