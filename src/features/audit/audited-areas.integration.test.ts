import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY } from '../../platform/clock.ts';
import { eventOf, lastEvent, readLog } from '../../testing/audit-log.ts';
import { changeSettings } from '../../testing/change-settings.ts';
import { getToken, newClient } from '../../testing/m2m.ts';
import { unlimited } from '../../testing/magic-login.ts';
import { comeBack, newBrowser, oauthToken, startLogin } from '../../testing/oauth-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { deleteOldEvents } from './retention.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

describe('of machines the audit log has', () => {
  test('a wrong secret, with the client whose it should have been', async () => {
    const client = await newClient(app);
    const answer = await getToken(app, { ...client, client_secret: `${client.client_secret}x` });
    expect(answer.status).toBe(400);
    expect(await eventOf(app, answer as never)).toMatchObject({
      action: 'oauth2.token',
      result: 'refused',
      actor: 'anonymous',
      details: { client_id: client.client_id },
    });
  });

  test('not each token, unless that is wanted', async () => {
    const client = await newClient(app);
    const answer = await getToken(app, client);
    expect(answer.status).toBe(200);
    expect(await eventOf(app, answer as never)).toBeUndefined();

    const thorough = await createTestApp({ ...unlimited, SELVAGE_AUDIT_MACHINE_TOKENS: 'true' });
    try {
      const written = await getToken(thorough, await newClient(thorough));
      expect(await eventOf(thorough, written as never)).toMatchObject({
        action: 'oauth2.token',
        result: 'success',
        actor: expect.stringMatching(/^m2m-client-test-/),
      });
    } finally {
      await thorough.close();
    }
  });
});

describe('of pages the audit log has', () => {
  test('a login at a provider, and what the app made of it', async () => {
    const token = await oauthToken(app, 'google', { subject: 'audited' });
    const callback = await lastEvent(app, 'oauth.callback');
    expect(callback).toMatchObject({
      result: 'success',
      status_code: 302,
      user_id: expect.stringMatching(/^user-test-/),
      details: { provider: 'google' },
    });
    const answer = await app.call('POST', '/v1/oauth/authenticate', { token });
    expect(await eventOf(app, answer)).toMatchObject({
      action: 'oauth.authenticate',
      user_id: callback?.user_id,
    });
  });

  test('a login that the provider refused', async () => {
    const browser = newBrowser(app);
    const provider = await startLogin(app, browser, 'google');
    await comeBack(browser, provider, { subject: 'refused', action: 'cancel' });
    expect(await lastEvent(app, 'oauth.callback')).toMatchObject({
      result: 'refused',
      reason: expect.stringMatching(/^oauth_/),
      details: { provider: 'google' },
    });
  });

  test('a refusal that only the app is told of', async () => {
    await changeSettings(app, { oauth_errors_to_app: true });
    const browser = newBrowser(app);
    const provider = await startLogin(app, browser, 'google');
    const page = await comeBack(browser, provider, { subject: 'refused', action: 'cancel' });
    expect(page.status).toBe(302);
    expect(await lastEvent(app, 'oauth.callback')).toMatchObject({
      result: 'refused',
      status_code: 302,
      reason: expect.stringMatching(/^oauth_/),
    });
  });

  test('a dead link of a locked user', async () => {
    const query = new URLSearchParams({ public_token: app.test.public_token, token: 'nonsense' });
    const page = await app.app.inject({
      method: 'POST',
      url: `/selvage/v1/unlock?${query}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: '',
    });
    expect(page.statusCode).toBe(404);
    expect(await lastEvent(app, 'user_locks.unlock')).toMatchObject({
      result: 'refused',
      reason: 'unlock_link_not_found',
    });
  });
});

test('the audit log tells which redirect URL was added', async () => {
  const path = '/pwa/v3/projects/my-project/environments/test/redirect_urls';
  const url = 'https://app.example.com/audited';
  const made = await app.callManagement('POST', path, { url, valid_types: [{ type: 'LOGIN' }] });
  expect(made.status).toBe(200);
  expect(await eventOf(app, made)).toMatchObject({ details: { redirect_url: url } });
});

test('the audit log tells which settings an operator changed, and no text of them', async () => {
  const path = '/pwa/v3/projects/my-project/environments/test';
  const body = { user_lock_threshold: 9, idp_authorization_url: 'https://app.example.com/login' };
  expect(await eventOf(app, await app.callManagement('PATCH', path, body))).toMatchObject({
    details: { members: 'user_lock_threshold=9 idp_authorization_url' },
  });
});

test('nobody forges a line of the audit log', async () => {
  const answer = await app.call('POST', '/v1/users', {
    email: 'forger@example.com',
    attributes: { user_agent: 'Browser\r\n2026-01-01 success\u001b[2J', ip_address: '1.2.3.4\n' },
  });
  const event = await eventOf(app, answer);
  expect(event?.user_agent).toBe('Browser\uFFFD\uFFFD2026-01-01 success\uFFFD[2J');
  expect(event?.ip_address).toBe('127.0.0.1');
});

test('refusals go before what succeeded, and both by age', async () => {
  const aged = await createTestApp(unlimited);
  try {
    const email = 'old@example.com';
    await aged.call('POST', '/v1/users', { email });
    expect((await aged.call('POST', '/v1/users', { email })).status).toBe(400);
    const results = async () => (await readLog(aged)).map(({ result }) => result);
    expect(await results()).toEqual(['refused', 'success']);
    const past = Date.now() - DAY;
    const future = Date.now() + DAY;
    await deleteOldEvents(aged.database, { before: past, refusalsBefore: past });
    expect(await results()).toEqual(['refused', 'success']);
    await deleteOldEvents(aged.database, { before: past, refusalsBefore: future });
    expect(await results()).toEqual(['success']);
    await deleteOldEvents(aged.database, { before: future, refusalsBefore: future });
    expect(await results()).toEqual([]);
  } finally {
    await aged.close();
  }
});
