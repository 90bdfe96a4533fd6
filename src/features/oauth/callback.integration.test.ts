import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBrowser } from '../../testing/browser.ts';
import { changeSettings } from '../../testing/change-settings.ts';
import { later, unlimited } from '../../testing/magic-login.ts';
import {
  choose,
  comeBack,
  newBrowser,
  sendForm,
  startLogin,
  startUrl,
} from '../../testing/oauth-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const APP_URL = 'http://localhost:3000/authenticate';
const refusal = (status_code: number, error_type: string) => ({ status_code, error_type });
const bodyOf = (page: { text: string }) => JSON.parse(page.text);

/** A browser that has just come back from the provider, and where it is sent. */
async function atCallback(subject: string, parameters: Record<string, string> = {}) {
  const browser = newBrowser(app);
  const provider = await startLogin(app, browser, 'google', parameters);
  return { browser, provider, url: await choose(browser, provider, { subject }) };
}

/** How many accounts at the provider there are. */
async function accounts(): Promise<number> {
  const row = await app.database.first(
    app.database.q
      .selectFrom('factors')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('kind', '=', 'oauth'),
  );
  return Number(row?.count);
}

/** Nobody is sent to the app and nobody is logged in. */
async function expectRefused(
  page: Promise<{ text: string; location: string | undefined }>,
  error: object,
) {
  const before = await accounts();
  const { text, location } = await page;
  expect(JSON.parse(text)).toMatchObject(error);
  expect(location).toBeUndefined();
  expect(await accounts()).toBe(before);
}

describe('the state', () => {
  test('is refused in a browser that did not begin the flow', async () => {
    const { url } = await atCallback('csrf');
    await expectRefused(newBrowser(app).visit(url.href), refusal(400, 'oauth_state_mismatch'));
  });

  test('is refused in a browser that began another flow', async () => {
    const { url } = await atCallback('mixed-a');
    const { browser } = await atCallback('mixed-b');
    await expectRefused(browser.visit(url.href), refusal(400, 'oauth_state_mismatch'));
  });

  test('is not replaced by that of another flow of the same browser', async () => {
    const browser = newBrowser(app);
    const one = await choose(browser, await startLogin(app, browser, 'google'), {
      subject: 'tab-1',
    });
    const two = await choose(browser, await startLogin(app, browser, 'google'), {
      subject: 'tab-2',
    });
    const swapped = new URL(one);
    swapped.searchParams.set('state', two.searchParams.get('state') ?? '');
    // The nonce and the verifier are those of the other flow.
    await expectRefused(browser.visit(swapped.href), { status_code: 400 });
    expect((await browser.visit(one.href)).text).toContain('oauth_auth_code_error');
  });

  test('of several tabs each works', async () => {
    const browser = newBrowser(app);
    const first = await startLogin(app, browser, 'google');
    const second = await startLogin(app, browser, 'github');
    for (const [page, subject] of [
      [second, 'two'],
      [first, 'one'],
    ] as const) {
      const done = await browser.visit((await choose(browser, page, { subject })).href);
      expect(done.location).toContain('stytch_token_type=oauth');
    }
    expect(browser.cookies.size).toBe(0);
  });

  test('works once, however many come at the same time', async () => {
    const { browser, url } = await atCallback('at-once');
    const pages = await Promise.all(Array.from({ length: 5 }, () => browser.visit(url.href)));
    expect(pages.filter(({ location }) => location !== undefined)).toHaveLength(1);
    for (const page of pages.filter(({ location }) => location === undefined)) {
      expect(bodyOf(page)).toMatchObject(refusal(400, 'oauth_state_used'));
    }
    await expectRefused(browser.visit(url.href), refusal(400, 'oauth_state_used'));
  });

  test('is dead after ten minutes', async () => {
    const { browser, url } = await atCallback('late');
    await later(app, 10 * 60, () =>
      expectRefused(browser.visit(url.href), refusal(401, 'expired_oauth_response')),
    );
  });

  test('of another environment is unknown', async () => {
    const { browser, url } = await atCallback('foreign');
    const live = await app.services.environments.get(app.live.project_id.slice(-36));
    const other = url.href.replace(
      /oauth-callback-[a-z]+-[0-9a-f-]{36}/,
      live?.oauthCallbackId ?? '',
    );
    await expectRefused(browser.visit(other), refusal(400, 'oauth_invalid_state'));
  });
});

describe('the callback', () => {
  test.each([
    ['no state', (url: URL) => url.searchParams.delete('state'), 'oauth_invalid_callback_request'],
    ['no code', (url: URL) => url.searchParams.delete('code'), 'oauth_invalid_callback_request'],
    [
      'two states',
      (url: URL) => url.searchParams.append('state', 'x'),
      'oauth_invalid_callback_request',
    ],
    [
      'a state that is none',
      (url: URL) => url.searchParams.set('state', 'x'),
      'oauth_invalid_state',
    ],
    [
      'an unknown state',
      (url: URL) => url.searchParams.set('state', 'a'.repeat(44)),
      'oauth_invalid_state',
    ],
    ['an unknown code', (url: URL) => url.searchParams.set('code', 'x'), 'oauth_auth_code_error'],
    [
      'another issuer',
      (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
      'oauth_flow_callback_error',
    ],
  ])('with %s is refused with JSON', async (_what, spoil, error) => {
    const { browser, url } = await atCallback('spoilt');
    spoil(url);
    await expectRefused(browser.visit(url.href), refusal(400, error));
  });

  test('with an unknown id is refused', async () => {
    for (const id of ['x', 'oauth-callback-test-00000000-0000-4000-8000-000000000000', '%00']) {
      const page = newBrowser(app).visit(`/v1/oauth/callback/${id}?state=${'a'.repeat(44)}&code=x`);
      await expectRefused(page, refusal(400, 'invalid_callback_id'));
    }
  });

  test('takes a code of the same provider only', async () => {
    const { url } = await atCallback('google-code');
    const browser = newBrowser(app);
    const other = await choose(browser, await startLogin(app, browser, 'github'), { subject: 'x' });
    other.searchParams.set('code', url.searchParams.get('code') ?? '');
    await expectRefused(browser.visit(other.href), refusal(400, 'oauth_auth_code_error'));
  });

  test('redeems a code once', async () => {
    const { url, browser } = await atCallback('replayed');
    expect((await browser.visit(url.href)).status).toBe(302);
    const second = await atCallback('replayed-2');
    second.url.searchParams.set('code', url.searchParams.get('code') ?? '');
    const page = second.browser.visit(second.url.href);
    await expectRefused(page, refusal(400, 'oauth_auth_code_error'));
  });

  test('keeps the query of the app and adds ours behind it', async () => {
    await app.services.projects.createRedirectUrl(
      { workspaceId: await workspace(), projectSlug: 'my-project', environmentSlug: 'test' },
      {
        url: 'https://app.example/cb?keep=1&next={}',
        validTypes: [
          { type: 'LOGIN', isDefault: false },
          { type: 'SIGNUP', isDefault: false },
        ],
      },
      true,
    );
    const to = 'https://app.example/cb?keep=1&next=%2Fhome';
    const { browser, url } = await atCallback('query', {
      login_redirect_url: to,
      signup_redirect_url: to,
    });
    const page = await browser.visit(url.href);
    expect(page.location).toMatch(
      /^https:\/\/app\.example\/cb\?keep=1&next=%2Fhome&stytch_redirect_type=signup&stytch_token_type=oauth&token=[\w-]{44}$/,
    );
  });

  test('takes no redirect target from the provider', async () => {
    const { browser, url } = await atCallback('open');
    for (const name of ['redirect_uri', 'login_redirect_url', 'next', 'url']) {
      url.searchParams.set(name, 'https://evil.example/');
    }
    const page = await browser.visit(url.href);
    expect(page.location?.startsWith(`${APP_URL}?`)).toBe(true);
  });
});

const workspace = async () => (await app.services.projects.firstWorkspace()) ?? '';

describe('a cancelled login', () => {
  async function cancelled(parameters: Record<string, string> = {}) {
    const browser = newBrowser(app);
    const provider = await startLogin(app, browser, 'google', parameters);
    const page = await browser.visit(provider.href, { form: { action: 'cancel' } });
    return { browser, url: page.location ?? '' };
  }

  test('is told as JSON, with what the provider said', async () => {
    const { browser, url } = await cancelled();
    expect(bodyOf(await browser.visit(url))).toMatchObject({
      ...refusal(400, 'oauth_flow_callback_error'),
      error_details: { oauth_error: 'access_denied' },
    });
    await expectRefused(browser.visit(url), refusal(400, 'oauth_state_used'));
  });

  test('goes back to the login URL of the app where the environment wants that', async () => {
    await changeSettings(app, { oauth_errors_to_app: true });
    try {
      const { browser, url } = await cancelled();
      const page = await browser.visit(url);
      expect(page.status).toBe(302);
      const target = new URL(page.location ?? '');
      expect(target.href.startsWith(`${APP_URL}?`)).toBe(true);
      expect(Object.fromEntries(target.searchParams)).toEqual({
        error: 'access_denied',
        error_description: expect.any(String),
        stytch_redirect_type: 'login',
        stytch_token_type: 'oauth',
      });
      // Whoever has no part in a flow is sent nowhere all the same.
      const stranger = await atCallback('stranger');
      const page2 = newBrowser(app).visit(stranger.url.href);
      await expectRefused(page2, refusal(400, 'oauth_state_mismatch'));
    } finally {
      await changeSettings(app, { oauth_errors_to_app: false });
    }
  });

  test.each([
    ['server_error', 'oauth_flow_callback_error', 400],
    ['invalid_scope', 'oauth_invalid_scope_requested', 400],
    ['unauthorized_client', 'oauth_app_not_authorized', 401],
  ])('and the provider error %s is %s', async (error, type, status) => {
    const browser = newBrowser(app);
    const provider = await startLogin(app, browser, 'google');
    const page = await browser.visit(provider.href, { form: { action: 'fail', error } });
    await expectRefused(browser.visit(page.location ?? ''), {
      ...refusal(status, type),
      error_details: { oauth_error: error },
    });
  });
});

describe('a provider that comes back by a form', () => {
  test('is taken, and the app is read with a GET', async () => {
    const browser = newBrowser(app);
    const provider = await startLogin(app, browser, 'apple');
    expect(provider.searchParams.get('response_mode')).toBe('form_post');
    const done = await comeBack(browser, provider, { subject: 'by-form' });
    expect(done.status).toBe(303);
    expect(done.location).toContain('stytch_token_type=oauth');
  });

  test('needs the cookie as well', async () => {
    const browser = newBrowser(app);
    const provider = await startLogin(app, browser, 'apple');
    const form = { action: 'login', subject: 'forged' };
    const page = await browser.visit(provider.href, { form });
    await expectRefused(sendForm(newBrowser(app), page), refusal(400, 'oauth_state_mismatch'));
  });

  test('comes back across sites with its cookie where there is https', async () => {
    const secure = await createTestApp({ ...unlimited, SELVAGE_PUBLIC_URL: 'https://id.example' });
    try {
      const browser = newBrowser(secure);
      const provider = await startLogin(secure, browser, 'apple');
      const [cookie] = [...browser.cookies.values()];
      expect(cookie?.name).toMatch(/^__Host-selvage_oauth_/);
      expect(cookie).toMatchObject({ sameSite: 'none', secure: true, httpOnly: true, path: '/' });
      const form = { action: 'login', email: 'ada@example.com', email_verified: 'true' };
      const page = await browser.visit(provider.href, { form });
      const done = await sendForm(browser, page, { crossSite: true });
      expect(done.status, done.text).toBe(303);
      expect(browser.cookies.size).toBe(0);
      const token = new URL(done.location ?? '').searchParams.get('token');
      const { body } = await secure.call('POST', '/v1/oauth/authenticate', { token });
      expect(body).toMatchObject({ status_code: 200, provider_type: 'Apple' });
      expect(body.user.emails).toMatchObject([{ email: 'ada@example.com', verified: true }]);
    } finally {
      await secure.close();
    }
  });

  test('forged by another site does nothing: a Lax cookie stays at home', async () => {
    const browser = newBrowser(app);
    const provider = await startLogin(app, browser, 'apple');
    const form = { action: 'login', subject: 'lax' };
    const page = await browser.visit(provider.href, { form });
    await expectRefused(
      sendForm(browser, page, { crossSite: true }),
      refusal(400, 'oauth_state_mismatch'),
    );
    // The flow itself is not used up by that.
    expect((await sendForm(browser, page)).status).toBe(303);
  });

  test('with something else than a form is refused', async () => {
    const path = new URL((await atCallback('json')).url).pathname;
    for (const [type, payload] of [
      ['application/json', '{"state":"x","code":"y"}'],
      ['text/plain', 'state=x&code=y'],
      ['application/x-www-form-urlencoded', Buffer.from([0xff, 0xfe])],
    ] as const) {
      const { statusCode } = await app.app.inject({
        method: 'POST',
        url: path,
        headers: { 'content-type': type },
        payload,
      });
      expect(statusCode).toBe(400);
    }
  });
});

describe('the cookie', () => {
  test('is HttpOnly and Lax, and goes with the flow', async () => {
    const { browser, url } = await atCallback('cookie');
    const [cookie] = [...browser.cookies.values()];
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'lax', path: '/', maxAge: 600 });
    expect(cookie?.secure).toBeUndefined();
    expect(cookie?.domain).toBeUndefined();
    await browser.visit(url.href);
    expect(browser.cookies.size).toBe(0);
  });

  test('with https belongs to this very host', async () => {
    const secure = await createTestApp({ SELVAGE_PUBLIC_URL: 'https://id.example' });
    try {
      const browser = createBrowser(secure.app, 'https://id.example');
      await browser.visit(startUrl(secure, 'google'));
      const [cookie] = [...browser.cookies.values()];
      expect(cookie?.name).toMatch(/^__Host-selvage_oauth_/);
      expect(cookie).toMatchObject({ secure: true, httpOnly: true, sameSite: 'lax', path: '/' });
    } finally {
      await secure.close();
    }
  });
});

test('nothing of a flow that could finish it is in the database', async () => {
  const { browser, url } = await atCallback('at-rest');
  const [cookie] = [...browser.cookies.values()];
  const rows = await app.database.all(app.database.q.selectFrom('oauth_flows').selectAll());
  const codes = await app.database.all(
    app.database.q.selectFrom('oauth_stand_in_codes').selectAll(),
  );
  const stored = JSON.stringify([rows, codes]);
  const secrets = [cookie?.value, url.searchParams.get('state'), url.searchParams.get('code')];
  for (const secret of secrets) {
    expect(secret).toMatch(/^[\w-]{44}$/);
    expect(stored).not.toContain(secret);
  }
  const done = await browser.visit(url.href);
  const token = new URL(done.location ?? '').searchParams.get('token') ?? '';
  const tokens = await app.database.all(app.database.q.selectFrom('oauth_tokens').selectAll());
  expect(JSON.stringify(tokens)).not.toContain(token);
  // Sealed: an access token of the stand-in is a JWT, which no random text looks like.
  expect(JSON.stringify(tokens)).not.toMatch(/eyJ[\w-]{10,}\.eyJ/);
});
