import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unlimited } from '../../../testing/magic-login.ts';
import {
  choose,
  goThrough,
  newBrowser,
  oauthLogin,
  PUBLIC_URL,
  startLogin,
  startUrl,
} from '../../../testing/oauth-login.ts';
import { createTestApp, type TestApp } from '../../../testing/test-app.ts';

let app: TestApp;
let base: string;
beforeAll(async () => {
  app = await createTestApp(unlimited);
  base = `/selvage/oauth-provider/${app.test.project_id}/google`;
});
afterAll(() => app.close());

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;

async function clientOf(provider: 'google' | 'github') {
  const environment = await app.services.environments.get(app.test.project_id.slice(-36));
  const client = environment && app.services.oauthStandIn?.clientFor(environment, provider);
  if (!client) throw new Error('There is no stand-in.');
  return client;
}

async function post(path: string, form: Record<string, string>, authorization?: string) {
  const response = await app.app.inject({
    method: 'POST',
    url: path,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(authorization && { authorization }),
    },
    payload: new URLSearchParams(form).toString(),
  });
  return { status: response.statusCode, body: response.json() };
}

/** A request of a client of our own, with a verifier that we know. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const CHALLENGE = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';

async function codeFor(
  chosen: Record<string, string>,
): Promise<{ code: string; redirect: string }> {
  const browser = newBrowser(app);
  const url = await startLogin(app, browser, 'google');
  url.searchParams.set('code_challenge', CHALLENGE);
  const back = await choose(browser, url, chosen);
  return {
    code: back.searchParams.get('code') ?? '',
    redirect: url.searchParams.get('redirect_uri') ?? '',
  };
}

describe('the stand-in as an OpenID provider', () => {
  test('describes itself, and shows public keys only', async () => {
    const metadata = (await app.app.inject(`${base}/.well-known/openid-configuration`)).json();
    expect(metadata).toMatchObject({
      issuer: `${PUBLIC_URL}${base}`,
      jwks_uri: `${PUBLIC_URL}${base}/jwks`,
      authorization_response_iss_parameter_supported: true,
    });
    const { keys } = (await app.app.inject(`${base}/jwks`)).json();
    expect(keys).toEqual([
      {
        kty: 'EC',
        crv: 'P-256',
        alg: 'ES256',
        use: 'sig',
        kid: expect.any(String),
        x: expect.any(String),
        y: expect.any(String),
      },
    ]);
  });

  test('exchanges a code for tokens that anybody can check', async () => {
    const { clientId, clientSecret, issuer } = await clientOf('google');
    const { code, redirect } = await codeFor({ email: 'check@example.com', given_name: 'Ada' });
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: VERIFIER,
    };
    const { status, body } = await post(`${base}/token`, form, basic(clientId, clientSecret));
    expect(status).toBe(200);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
    const keys = createLocalJWKSet((await app.app.inject(`${base}/jwks`)).json());
    const { payload } = await jwtVerify(body.id_token, keys, { issuer, audience: clientId });
    expect(payload).toMatchObject({
      email: 'check@example.com',
      email_verified: true,
      given_name: 'Ada',
      nonce: expect.any(String),
    });

    const authorization = `Bearer ${body.access_token}`;
    const told = await app.app.inject({ url: `${base}/userinfo`, headers: { authorization } });
    expect(told.json()).toMatchObject({ sub: payload.sub, email: 'check@example.com' });
    // One kind of token does not pass for another.
    for (const token of [body.id_token, body.refresh_token, 'x']) {
      const headers = { authorization: `Bearer ${token}` };
      const refused = await app.app.inject({ url: `${base}/userinfo`, headers });
      expect(refused.statusCode).toBe(401);
    }

    const again = { grant_type: 'refresh_token', refresh_token: body.refresh_token };
    const refreshed = await post(`${base}/token`, again, basic(clientId, clientSecret));
    expect(decodeJwt(refreshed.body.access_token)).toMatchObject({ sub: payload.sub });
  });

  test.each([
    ['a wrong secret', { client_secret: 'x' }, 401, 'invalid_client'],
    ['another client', { client_id: 'stand-in-github' }, 401, 'invalid_client'],
    ['another redirect_uri', { redirect_uri: 'https://evil.example' }, 400, 'invalid_grant'],
    ['a wrong verifier', { code_verifier: 'x'.repeat(43) }, 400, 'invalid_grant'],
    ['another code', { code: 'x' }, 400, 'invalid_grant'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
  ])('refuses %s', async (_what, wrong, status, error) => {
    const { clientId, clientSecret } = await clientOf('google');
    const { code, redirect } = await codeFor({ subject: 'refused' });
    const good = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: VERIFIER,
      client_id: clientId,
      client_secret: clientSecret,
    };
    expect(await post(`${base}/token`, { ...good, ...wrong })).toMatchObject({
      status,
      body: { error },
    });
  });

  test('redeems a code once', async () => {
    const { clientId, clientSecret } = await clientOf('google');
    const { code, redirect } = await codeFor({ subject: 'raced' });
    const form = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: VERIFIER,
    };
    const answers = await Promise.all(
      [1, 2, 3, 4].map(() => post(`${base}/token`, form, basic(clientId, clientSecret))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });
});

describe('its page', () => {
  test('works without a script, under a strict policy, and escapes what it is given', async () => {
    const browser = newBrowser(app);
    const url = await startLogin(app, browser, 'google', {
      provider_login_hint: '"><script>alert(1)</script>',
    });
    const page = await browser.visit(url.href);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<script');
    expect(page.text).toContain('&lt;script&gt;');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/form-action 'self' http:\/\/localhost:3000(;|$)/);
  });

  test('offers whoever was there before', async () => {
    const chosen = { email: 'before@example.com', given_name: 'Ada', family_name: 'Lovelace' };
    const { user_id } = await oauthLogin(app, 'slack', chosen);
    const browser = newBrowser(app);
    const url = await startLogin(app, browser, 'slack');
    const { text } = await browser.visit(url.href);
    expect(text).toContain('Ada Lovelace, before@example.com');
    const subject = /name="subject" value="([0-9a-f]{24})"/.exec(text)?.[1] ?? '';
    const again = await oauthLogin(app, 'slack', { subject });
    expect(again.user_id).toBe(user_id);
  });

  test('knows the same address as the same account', async () => {
    const first = await oauthLogin(app, 'amazon', { email: 'same@example.com' });
    const second = await oauthLogin(app, 'amazon', { email: 'SAME@example.com ' });
    expect(second.user_id).toBe(first.user_id);
  });

  test('logs nobody in where nobody is named', async () => {
    const browser = newBrowser(app);
    const url = await startLogin(app, browser, 'google');
    expect((await browser.visit(url.href, { form: { action: 'login' } })).status).toBe(400);
  });

  test.each([
    ['redirect_uri', 'https://evil.example/'],
    ['client_id', 'other'],
  ])('sends nobody anywhere with another %s', async (name, value) => {
    const browser = newBrowser(app);
    const url = await startLogin(app, browser, 'google');
    url.searchParams.set(name, value);
    for (const how of [{}, { form: { action: 'login', subject: 'x' } }]) {
      const page = await browser.visit(url.href, how);
      expect(page).toMatchObject({ status: 400, location: undefined });
      expect(page.text).not.toContain('evil.example');
    }
  });

  test('tells the client what is wrong with its request', async () => {
    const browser = newBrowser(app);
    const url = await startLogin(app, browser, 'google');
    url.searchParams.set('code_challenge_method', 'plain');
    const { location } = await browser.visit(url.href);
    expect(new URL(location ?? '').searchParams.get('error')).toBe('invalid_request');
  });
});

describe('where there is no stand-in', () => {
  test.each(['authorize', 'token', 'jwks', '.well-known/openid-configuration'])(
    'LIVE answers 404 at %s',
    async (endpoint) => {
      for (const place of [
        `${app.live.project_id}/google`,
        `${app.test.project_id}/myspace`,
        'project-test-00000000-0000-4000-8000-000000000000/google',
        'x/google',
      ]) {
        const response = await app.app.inject(`/selvage/oauth-provider/${place}/${endpoint}`);
        expect(response.statusCode).toBe(404);
        expect(response.json()).toMatchObject({ error_type: 'route_not_found' });
      }
    },
  );

  test('an operator who switched it off has none in TEST either', async () => {
    const off = await createTestApp({ SELVAGE_OAUTH_STAND_IN: 'off' });
    try {
      const page = await newBrowser(off).visit(startUrl(off, 'google'));
      expect(JSON.parse(page.text)).toMatchObject({
        status_code: 404,
        error_type: 'oauth_config_not_found',
      });
      const apple = await newBrowser(off).visit(startUrl(off, 'apple'));
      expect(JSON.parse(apple.text)).toMatchObject({ error_type: 'apple_oauth_config_not_found' });
      const path = `/selvage/oauth-provider/${off.test.project_id}/google/jwks`;
      expect((await off.app.inject(path)).statusCode).toBe(404);
    } finally {
      await off.close();
    }
  });
});

test('the keys of session JWTs do not sign for the stand-in', async () => {
  const { keys: sessionKeys } = (await app.call('GET', `/v1/sessions/jwks/${app.test.project_id}`))
    .body;
  const { keys } = (await app.app.inject(`${base}/jwks`)).json();
  expect(sessionKeys.map((key: { kid: string }) => key.kid)).not.toContain(keys[0].kid);
  expect((await goThrough(app, 'google', { subject: 'last' })).status).toBe(302);
});
