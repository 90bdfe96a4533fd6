import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastEvent, readLog } from '../../testing/audit-log.ts';
import { makeConnectedApp, REDIRECT } from '../../testing/connected-apps.ts';
import { unlimited } from '../../testing/magic-login.ts';
import { pageBrowser } from '../../testing/page-browser.ts';
import { GOOD, passwordUser } from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

/** What browsers do at our own pages is in the audit log, as if the app had asked for it. */

const EMAIL = 'ada@example.com';

let app: TestApp;
let userId: string;
let clientId: string;
let start: string;

beforeAll(async () => {
  app = await createTestApp(unlimited);
  userId = (await passwordUser(app, EMAIL)).user_id;
  clientId = (await makeConnectedApp(app, 'third_party', { client_name: 'Notes' })).client_id;
  const request = {
    client_id: clientId,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: 'openid',
  };
  start = `/idp/${app.test.project_id}/authorize?${new URLSearchParams(request)}`;
});
afterAll(() => app?.close());

async function loggedIn() {
  const browser = pageBrowser(app);
  const login = await browser.get(start);
  const arrived = await browser.press(login, 'password', { email: EMAIL, password: GOOD });
  return { browser, consent: await browser.get(arrived.location as string) };
}

const pageEvents = async () =>
  (await readLog(app)).filter(({ action }) => action.startsWith('authorize_page'));

test('a look at the page is nothing', async () => {
  const before = await pageEvents();
  await pageBrowser(app).get(start);
  expect(await pageEvents()).toEqual(before);
});

test('a login, with its user', async () => {
  await loggedIn();
  expect(await lastEvent(app, 'authorize_page.login')).toMatchObject({
    result: 'success',
    user_id: userId,
    actor: 'anonymous',
    ip_address: '127.0.0.1',
  });
});

test('a wrong password, with whose it was, though the page is an ordinary one', async () => {
  const browser = pageBrowser(app);
  const login = await browser.get(start);
  const seen = await browser.press(login, 'password', { email: EMAIL, password: 'wrong' });
  expect(seen.status).toBe(200);
  const event = await lastEvent(app, 'authorize_page.login');
  expect(event).toMatchObject({
    result: 'refused',
    reason: 'unauthorized_credentials',
    user_id: userId,
  });
  expect(JSON.stringify(event)).not.toContain('wrong');
});

test('a mail that is sent, to an address that is not told', async () => {
  const browser = pageBrowser(app);
  await browser.press(await browser.get(start), 'email-code', { email: EMAIL });
  const event = await lastEvent(app, 'authorize_page.send_code');
  expect(event).toMatchObject({ result: 'success', details: { recipient: 'a***@e***.com' } });
});

test('a grant, by whom and to which app, also where nobody had to be asked', async () => {
  const { browser, consent } = await loggedIn();
  await browser.press(consent, 'allow');
  const granted = await lastEvent(app, 'authorize_page.authorize');
  expect(granted).toMatchObject({
    result: 'success',
    user_id: userId,
    details: { client_id: clientId },
  });
  await browser.get(start);
  const silent = await lastEvent(app, 'authorize_page.authorize');
  expect(silent).toMatchObject({ result: 'success', user_id: userId });
  expect(silent?.event_id).not.toBe(granted?.event_id);
});

test('a user who does not allow it, and one who logs out', async () => {
  const { browser, consent } = await loggedIn();
  const asked = consent.html === '' ? await browser.get(`${start}&prompt=consent`) : consent;
  await browser.press(asked, 'deny');
  expect(await lastEvent(app, 'authorize_page.deny')).toMatchObject({ user_id: userId });
  const logout = await browser.get(`/idp/${app.test.project_id}/logout`);
  await browser.press(logout, 'logout');
  expect(await lastEvent(app, 'authorize_page.logout')).toMatchObject({ user_id: userId });
});
