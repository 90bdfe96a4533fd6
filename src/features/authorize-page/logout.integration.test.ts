import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeConnectedApp, makeUser, REDIRECT } from '../../testing/connected-apps.ts';
import { later, unlimited } from '../../testing/magic-login.ts';
import { oauthCall } from '../../testing/oauth-clients.ts';
import { logInByCode, type PageBrowser, pageBrowser } from '../../testing/page-browser.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

const AFTER = 'https://app.example.com/bye';
const EMAIL = 'ada@example.com';

let app: TestApp;
let client: { client_id: string; client_secret: string };
beforeAll(async () => {
  app = await createTestApp(unlimited);
  await makeUser(app, { email: EMAIL });
  client = await makeConnectedApp(app, 'first_party', { post_logout_redirect_urls: [AFTER] });
});
afterAll(() => app?.close());

const logoutUrl = (parameters: Record<string, string>) =>
  `/idp/${app.test.project_id}/logout?${new URLSearchParams(parameters)}`;

/** A browser with a login, and the ID token that the app got. */
async function loggedIn(email = EMAIL) {
  const browser = pageBrowser(app);
  const query = { redirect_uri: REDIRECT, response_type: 'code', scope: 'openid' };
  const parameters = new URLSearchParams({ ...query, client_id: client.client_id });
  const login = await browser.get(`/idp/${app.test.project_id}/authorize?${parameters}`);
  const arrived = await logInByCode(app, browser, login, email);
  const back = await browser.get(arrived.location as string);
  const code = new URL(back.location as string).searchParams.get('code') ?? '';
  const { body } = await oauthCall(app, 'token', {
    ...client,
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
  });
  return { browser, hint: body.id_token as string, access: body.access_token as string };
}

const isLoggedIn = (browser: PageBrowser) =>
  browser.cookies.has(`selvage_idp_session_${app.test.project_id}`);

describe('a logout that an app asks for', () => {
  test('with the ID token of who is logged in happens at once and goes back', async () => {
    const { browser, hint } = await loggedIn();
    const session = browser.cookies.get(`selvage_idp_session_${app.test.project_id}`);
    const seen = await browser.get(
      logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: AFTER, state: 's 1' }),
    );
    expect(seen).toMatchObject({ status: 303, location: `${AFTER}?state=s%201` });
    expect(isLoggedIn(browser)).toBe(false);
    const old = await app.call('POST', '/v1/sessions/authenticate', { session_token: session });
    expect(old.body).toMatchObject({ error_type: 'session_not_found' });
  });

  test('with an ID token that has expired is as good', async () => {
    const { browser, hint } = await loggedIn();
    await later(app, 3_000, async () => {
      const seen = await browser.get(
        logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: AFTER }),
      );
      expect(seen).toMatchObject({ status: 303, location: AFTER });
    });
  });

  test('without one is asked for, and only then happens', async () => {
    const { browser } = await loggedIn();
    const parameters = { client_id: client.client_id, post_logout_redirect_uri: AFTER };
    const asked = await browser.get(logoutUrl(parameters));
    expect(asked.html).toContain(EMAIL);
    expect(isLoggedIn(browser)).toBe(true);
    expect((await browser.press(asked, 'stay')).html).toContain('still logged in');
    expect(isLoggedIn(browser)).toBe(true);
    expect(await browser.press(asked, 'logout')).toMatchObject({ status: 303, location: AFTER });
    expect(isLoggedIn(browser)).toBe(false);
  });

  test('with the ID token of somebody else is asked for', async () => {
    await makeUser(app, { email: 'grace@example.com' });
    const { hint } = await loggedIn('grace@example.com');
    const { browser } = await loggedIn();
    const seen = await browser.get(
      logoutUrl({ id_token_hint: hint, post_logout_redirect_uri: AFTER }),
    );
    expect(seen).toMatchObject({ status: 200 });
    expect(isLoggedIn(browser)).toBe(true);
  });

  test('may come at the address for logins, as the platform has it', async () => {
    const { browser, hint } = await loggedIn();
    const url = logoutUrl({
      client_id: client.client_id,
      id_token_hint: hint,
      post_logout_redirect_uri: AFTER,
    }).replace('/logout?', '/authorize?');
    expect(await browser.get(url)).toMatchObject({ status: 303, location: AFTER });
  });

  test('may come by form', async () => {
    const { browser, hint } = await loggedIn();
    const path = `/idp/${app.test.project_id}/logout`;
    const sent = await browser.post(path, { id_token_hint: hint, post_logout_redirect_uri: AFTER });
    expect(await browser.get(sent.location as string)).toMatchObject({
      status: 303,
      location: AFTER,
    });
  });
});

describe('an attack by logout', () => {
  test('open redirect: a URL that is not registered is no target', async () => {
    const { browser, hint } = await loggedIn();
    for (const post_logout_redirect_uri of [
      'https://evil.example.com/',
      `${AFTER}/`,
      `${AFTER}?x=1`,
    ]) {
      const seen = await browser.get(logoutUrl({ id_token_hint: hint, post_logout_redirect_uri }));
      expect(seen.location).toBeUndefined();
      expect(seen.status).toBeGreaterThanOrEqual(400);
    }
    expect(isLoggedIn(browser)).toBe(true);
  });

  test('a hint that was made up, changed, or is another token is refused', async () => {
    const { browser, hint, access } = await loggedIn();
    const changed = hint.replace(/.{6}$/, (end) => (end === 'AAAAAA' ? 'BBBBBB' : 'AAAAAA'));
    for (const id_token_hint of ['x', changed, access]) {
      const seen = await browser.get(logoutUrl({ id_token_hint, post_logout_redirect_uri: AFTER }));
      expect(seen).toMatchObject({ status: 400, location: undefined });
    }
    expect(isLoggedIn(browser)).toBe(true);
  });

  test('cross-site request forgery: a form of another site ends no session', async () => {
    const { browser } = await loggedIn();
    const url = logoutUrl({ client_id: client.client_id, post_logout_redirect_uri: AFTER });
    const seen = await browser.post(url, { action: 'logout', form: 'x' });
    expect(seen).toMatchObject({ status: 200, location: undefined });
    expect(isLoggedIn(browser)).toBe(true);
  });
});
