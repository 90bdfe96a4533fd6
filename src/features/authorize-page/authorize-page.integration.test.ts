import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeConnectedApp, makeUser, pkcePair, REDIRECT } from '../../testing/connected-apps.ts';
import { later, unlimited } from '../../testing/magic-login.ts';
import { oauthCall } from '../../testing/oauth-clients.ts';
import { logInByCode, pageBrowser, type Seen } from '../../testing/page-browser.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

const EMAIL = 'ada@example.com';

let app: TestApp;
let page: string;
beforeAll(async () => {
  app = await createTestApp(unlimited);
  page = `/idp/${app.test.project_id}/authorize`;
  await makeUser(app, { email: EMAIL });
});
afterAll(() => app?.close());

const url = (client_id: string, more: Record<string, string> = {}) =>
  `${page}?${new URLSearchParams({
    client_id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: 'openid email',
    state: 'a b&c',
    ...more,
  })}`;

const back = (seen: Seen) => {
  expect(seen).toMatchObject({ status: 303 });
  const target = new URL(seen.location as string);
  expect(target.origin + target.pathname).toBe(REDIRECT);
  return Object.fromEntries(target.searchParams);
};

const makeApp = (type = 'third_party', fields: object = {}) =>
  makeConnectedApp(app, type, { client_name: 'Notes <b>', ...fields });

/** A browser in which the user is logged in. */
async function loggedIn() {
  const browser = pageBrowser(app);
  const { client_id } = await makeApp();
  const login = await browser.get(url(client_id));
  expect(await logInByCode(app, browser, login, EMAIL)).toMatchObject({ status: 303 });
  return browser;
}

describe('a browser that comes from an app', () => {
  test('logs in by code, is asked, and goes back with a code that is good', async () => {
    const client = await makeApp();
    const browser = pageBrowser(app);
    const login = await browser.get(url(client.client_id));
    expect(login).toMatchObject({ status: 200 });
    expect(login.html).toContain('Notes &lt;b&gt;');
    const arrived = await logInByCode(app, browser, login, EMAIL);
    const consent = await browser.get(arrived.location as string);
    expect(consent.html).toContain('See your email address.');
    expect(consent.html).toContain(EMAIL);
    expect(consent.html).toContain('app.example.com');
    const answer = back(await browser.press(consent, 'allow'));
    expect(answer).toMatchObject({ state: 'a b&c', iss: 'http://localhost:7700' });
    const { client_id, client_secret } = client;
    const tokens = await oauthCall(app, 'token', {
      grant_type: 'authorization_code',
      code: answer['code'],
      redirect_uri: REDIRECT,
      client_id,
      client_secret,
    });
    expect(tokens.body).toMatchObject({ status_code: 200, id_token: expect.any(String) });
    // What was agreed to once is not asked again.
    expect(back(await browser.get(url(client_id)))).toHaveProperty('code');
  });

  test('is not asked for an app of the first party', async () => {
    const browser = await loggedIn();
    const client = await makeApp('first_party');
    expect(back(await browser.get(url(client.client_id)))).toHaveProperty('code');
  });

  test('goes back without a code where the user does not agree', async () => {
    const browser = await loggedIn();
    const { client_id } = await makeApp();
    const answer = back(await browser.press(await browser.get(url(client_id)), 'deny'));
    expect(answer).toMatchObject({ error: 'access_denied', state: 'a b&c' });
    expect(answer).not.toHaveProperty('code');
  });

  test('logs in by a link, which is good in this browser only', async () => {
    const { client_id } = await makeApp('first_party');
    const browser = pageBrowser(app);
    const sent = await browser.press(await browser.get(url(client_id)), 'email-link', {
      email: EMAIL,
    });
    expect(sent.html).toContain('Check your mail');
    const { token, link } = await app.lastMail(EMAIL);
    const redirect = await pageBrowser(app).get(link);
    const target = /href="([^"]*\/idp\/[^"]*)"/.exec(redirect.html)?.[1]?.replaceAll('&amp;', '&');
    expect(target).toContain(token);
    const stranger = pageBrowser(app);
    const refused = await stranger.press(await stranger.get(target as string), 'link');
    expect(refused.html).toContain('role="alert"');
    const opened = await browser.get(target as string);
    expect(opened).toMatchObject({ status: 200, location: undefined });
    const arrived = await browser.press(opened, 'link');
    expect(back(await browser.get(arrived.location as string))).toHaveProperty('code');
  });

  test('logs in by password', async () => {
    const email = 'password@example.com';
    const password = 'violet-mosaic-47-lantern';
    await app.call('POST', '/v1/passwords', { email, password });
    const { client_id } = await makeApp('first_party');
    const browser = pageBrowser(app);
    const login = await browser.get(url(client_id, { login_hint: email }));
    expect(login.html).toContain(`value="${email}"`);
    const wrong = await browser.press(login, 'password', { email, password: 'wrong' });
    expect(wrong.html).toContain('role="alert"');
    const arrived = await browser.press(wrong, 'password', { email, password });
    expect(back(await browser.get(arrived.location as string))).toHaveProperty('code');
  });

  test('changes to another account', async () => {
    const browser = await loggedIn();
    const { client_id } = await makeApp();
    const switched = await browser.press(await browser.get(url(client_id)), 'switch');
    expect((await browser.get(switched.location as string)).html).toContain('Email me a code');
  });
});

describe('the page tells nobody who has an account', () => {
  test.each(['email-code', 'email-link'])('when it is asked for %s', async (action) => {
    const { client_id } = await makeApp();
    const answers = await Promise.all(
      [EMAIL, 'nobody@example.com'].map(async (email) => {
        const browser = pageBrowser(app);
        const seen = await browser.press(await browser.get(url(client_id)), action, { email });
        expect(seen.status).toBe(200);
        return seen.html.replaceAll(email, 'x').replaceAll(/nonce="[^"]*"|value="[^"]*"/g, '');
      }),
    );
    expect(answers[0]).toBe(answers[1]);
  });

  test('by the id of the code that it sent', async () => {
    const { client_id } = await makeApp();
    const idFor = async (email: string) => {
      const browser = pageBrowser(app);
      const seen = await browser.press(await browser.get(url(client_id)), 'email-code', { email });
      return /name="method_id" value="([^"]*)"/.exec(seen.html)?.[1] ?? '';
    };
    const known = [await idFor(EMAIL), await idFor(EMAIL)];
    const unknown = [await idFor('nobody@example.com'), await idFor('nobody@example.com')];
    // Ids of users begin with the time at which they came, others with one that never was.
    expect([...known, ...unknown].join()).not.toContain('email-test-');
    // Known ones would be the same each time, unknown ones not, or the other way round.
    expect(new Set([...known, ...unknown])).toHaveProperty('size', 4);
    expect(new Set([...known, ...unknown].map(({ length }) => length))).toHaveProperty('size', 1);
  });

  test('a code is good in the browser that asked for it, and needs its form', async () => {
    const { client_id } = await makeApp();
    const browser = pageBrowser(app);
    const asked = await browser.press(await browser.get(url(client_id)), 'email-code', {
      email: EMAIL,
    });
    const mailed = await app.call('GET', `/selvage/v1/messages?to=${EMAIL}&limit=1`);
    const { code } = mailed.body.messages[0];
    const sealed = /name="method_id" value="([^"]*)"/.exec(asked.html)?.[1] ?? '';
    const other = pageBrowser(app);
    const theirs = await other.press(await other.get(url(client_id)), 'email-code', {
      email: 'nobody@example.com',
    });
    for (const method_id of ['', 'x', '.', sealed.slice(0, -1), sealed]) {
      const seen = await other.press(theirs, 'code', { method_id, code });
      expect(seen).toMatchObject({ status: 200, location: undefined });
    }
    expect(await browser.press(asked, 'code', { code })).toMatchObject({ status: 303 });
  });
});

describe('an attack on the page', () => {
  test('cross-site request forgery: a form without the token of this browser does nothing', async () => {
    const browser = await loggedIn();
    const { client_id } = await makeApp();
    const other = pageBrowser(app);
    const stolen = /name="form" value="([^"]*)"/.exec((await other.get(url(client_id))).html)?.[1];
    for (const form of ['', 'x', stolen ?? '']) {
      const seen = await browser.post(url(client_id), { form, action: 'allow' });
      expect(seen).toMatchObject({ status: 200, location: undefined });
    }
  });

  test('a consent that was given to one request answers no other', async () => {
    const browser = await loggedIn();
    const { client_id } = await makeApp();
    const consent = await browser.get(url(client_id));
    const form = /name="form" value="([^"]*)"/.exec(consent.html)?.[1] ?? '';
    const more = await browser.post(url(client_id, { scope: 'openid email phone' }), {
      form,
      action: 'allow',
    });
    expect(more).toMatchObject({ status: 200, location: undefined });
  });

  test('clickjacking and script: the policy lets in neither frames nor script', async () => {
    const { client_id } = await makeApp();
    const { headers, html } = await pageBrowser(app).get(url(client_id));
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("form-action 'self' https://app.example.com");
    expect(policy).not.toContain('script-src');
    expect(html).not.toContain('<script');
    expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
  });

  test('open redirect: what is not registered gets a page and no redirect', async () => {
    const { client_id } = await makeApp();
    const browser = await loggedIn();
    for (const redirect_uri of [
      'https://evil.example.com/callback',
      `${REDIRECT}/`,
      `${REDIRECT}?x=1`,
      'https://app.example.com.evil.example/callback',
      'javascript:alert(1)',
    ]) {
      const seen = await browser.get(url(client_id, { redirect_uri, prompt: 'none' }));
      expect(seen.status).toBeGreaterThanOrEqual(400);
      expect(seen.location).toBeUndefined();
      expect(seen.html).not.toContain('<form');
    }
    const unknown = await browser.get(
      url('connected-app-test-00000000-0000-7000-8000-000000000000'),
    );
    expect(unknown).toMatchObject({ status: 404, location: undefined });
  });

  test('session fixation: each login makes a session of its own and ends the one before', async () => {
    const { client_id } = await makeApp('first_party');
    const browser = await loggedIn();
    const name = `selvage_idp_session_${app.test.project_id}`;
    const before = browser.cookies.get(name);
    const login = await browser.get(url(client_id, { prompt: 'login' }));
    await logInByCode(app, browser, login, EMAIL);
    expect(browser.cookies.get(name)).not.toBe(before);
    const old = await app.call('POST', '/v1/sessions/authenticate', { session_token: before });
    expect(old.body).toMatchObject({ error_type: 'session_not_found' });
  });

  test('guessing codes through the page meets the lock that the API has', async () => {
    const email = 'guessed@example.com';
    await makeUser(app, { email });
    const { client_id } = await makeApp('first_party');
    const browser = pageBrowser(app);
    let seen = await browser.press(await browser.get(url(client_id)), 'email-code', { email });
    const { body } = await app.call('GET', `/selvage/v1/messages?to=${email}&limit=1`);
    const { code } = body.messages[0];
    const wrong = code === '000000' ? '000001' : '000000';
    for (let i = 0; i < 12; i += 1) seen = await browser.press(seen, 'code', { code: wrong });
    seen = await browser.press(seen, 'code', { code });
    expect(seen).toMatchObject({ status: 200, location: undefined });
  });
});

describe('what OpenID Connect says of a login', () => {
  test('prompt=login asks again, and the ID token tells when', async () => {
    const client = await makeApp('first_party');
    const browser = await loggedIn();
    const login = await browser.get(url(client.client_id, { prompt: 'login' }));
    expect(login.html).toContain('Email me a code');
    const arrived = await logInByCode(app, browser, login, EMAIL);
    expect(back(await browser.get(arrived.location as string))).toHaveProperty('code');
  });

  test('max_age asks again once the login is older', async () => {
    const { client_id } = await makeApp('first_party');
    const browser = await loggedIn();
    expect(back(await browser.get(url(client_id, { max_age: '600' })))).toHaveProperty('code');
    await later(app, 700, async () => {
      const seen = await browser.get(url(client_id, { max_age: '600' }));
      expect(seen.html).toContain('Email me a code');
    });
  });

  test('prompt=none shows nothing, whatever is missing', async () => {
    const { client_id } = await makeApp();
    const nobody = await pageBrowser(app).get(url(client_id, { prompt: 'none' }));
    expect(back(nobody)).toMatchObject({ error: 'login_required', state: 'a b&c' });
    const browser = await loggedIn();
    const asked = await browser.get(url(client_id, { prompt: 'none' }));
    expect(back(asked)).toMatchObject({ error: 'consent_required' });
  });

  test.each([
    ['request', 'x', 'request_not_supported'],
    ['request_uri', 'https://app.example.com/r', 'request_uri_not_supported'],
    ['response_type', 'token', 'unsupported_response_type'],
    ['response_type', '', 'invalid_request'],
    ['response_mode', 'fragment', 'invalid_request'],
    ['code_challenge_method', 'plain', 'invalid_request'],
    ['scope', 'admin', 'invalid_scope'],
    ['max_age', '-1', 'invalid_request'],
  ])('%s=%s is refused to the app as %s', async (name, value, error) => {
    const { client_id } = await makeApp();
    const browser = await loggedIn();
    expect(back(await browser.get(url(client_id, { [name]: value })))).toMatchObject({ error });
  });

  test('a public app without PKCE is told so', async () => {
    const { client_id } = await makeApp('third_party_public');
    const seen = await pageBrowser(app).get(url(client_id));
    expect(back(seen)).toMatchObject({ error: 'invalid_request' });
    const { code_challenge } = pkcePair();
    const good = { code_challenge, code_challenge_method: 'S256' };
    expect((await pageBrowser(app).get(url(client_id, good))).status).toBe(200);
  });

  test('a request that names something twice, or no app, gets a page', async () => {
    const { client_id } = await makeApp();
    const browser = pageBrowser(app);
    expect(await browser.get(`${url(client_id)}&state=2`)).toMatchObject({ status: 400 });
    expect(await browser.get(page)).toMatchObject({ status: 400 });
  });
});

describe('the page is there', () => {
  const discovery = async () =>
    (
      await app.app.inject(`/v1/public/${app.test.project_id}/.well-known/openid-configuration`)
    ).json();

  test('while the application has none, and discovery leads to it', async () => {
    expect(await discovery()).toMatchObject({
      authorization_endpoint: `http://localhost:7700${page}`,
      end_session_endpoint: `http://localhost:7700/idp/${app.test.project_id}/logout`,
    });
    const live = `/idp/${app.live.project_id}/authorize`;
    expect(await pageBrowser(app).get(live)).toMatchObject({ status: 400 });
  });

  test('for no project that is not there', async () => {
    const unknown = `/idp/${app.test.project_id.replace(/.$/, (last) => (last === '0' ? '1' : '0'))}`;
    for (const path of [`${unknown}/authorize`, '/idp/x/authorize', `${unknown}/logout`]) {
      expect((await pageBrowser(app).get(path)).status).toBe(404);
    }
  });
});

test('hostile input does no harm: whatever a browser sends, there is a page and no fault', async () => {
  const { client_id } = await makeApp();
  const browser = await loggedIn();
  const long = 'x'.repeat(5_000);
  const values = ['%00', '%', '%ff', '<script>', '__proto__', long, '-1', '[]'];
  const names = [
    ...['client_id', 'redirect_uri', 'response_type', 'scope', 'state', 'nonce', 'prompt'],
    ...['max_age', 'code_challenge', 'resource', 'login_hint', 'id_token_hint', 'token'],
    ...['post_logout_redirect_uri', '__proto__', 'constructor'],
  ];
  for (const name of names) {
    for (const value of values) {
      for (const target of [
        url(client_id, { [name]: value }),
        `${url(client_id)}&${name}=${value}`,
      ]) {
        const seen = await browser.get(target);
        expect(seen.status, target).toBeLessThan(500);
        expect(seen.html, target).not.toContain('<script>');
      }
    }
  }
  const consent = await browser.get(url(client_id, { prompt: 'consent' }));
  for (const field of ['email', 'code', 'method_id', 'token', 'password', 'action', 'form']) {
    for (const value of [...values, '\0']) {
      for (const action of ['email-code', 'email-link', 'code', 'link', 'password', 'x']) {
        const form = /name="form" value="([^"]*)"/.exec(consent.html)?.[1] ?? '';
        const sent = { form, action, email: EMAIL, method_id: 'x', [field]: value };
        const seen = await browser.post(url(client_id, { prompt: 'consent' }), sent);
        expect(seen.status, JSON.stringify(sent)).toBeLessThan(500);
      }
    }
  }
});
