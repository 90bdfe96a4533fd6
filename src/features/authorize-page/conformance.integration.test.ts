import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSettings } from '../../testing/change-settings.ts';
import { makeConnectedApp, makeUser, pkcePair, REDIRECT } from '../../testing/connected-apps.ts';
import { later, unlimited } from '../../testing/magic-login.ts';
import {
  logInByCode,
  type PageBrowser,
  pageBrowser,
  type Seen,
} from '../../testing/page-browser.ts';
import { type Answer, createTestApp, inject, type TestApp } from '../../testing/test-app.ts';

/*
 * The modules of the OpenID Foundation's conformance suite, by its names: plans
 * oidcc-basic-certification-test-plan, oidcc-config-certification-test-plan,
 * oidcc-dynamic-certification-test-plan and oidcc-rp-initiated-logout-certification-test-plan. Each
 * test does what its module does to a server, at the root addresses, as a browser and a client see
 * it. docs/oidc-conformance.md says which modules have no test, and why.
 */

const EMAIL = 'ada@example.com';
const AFTER = 'https://app.example.com/bye';

type Made = { client_id: string; client_secret: string };

let app: TestApp;
let client: Made;
let metadata: Record<string, string & string[]>;
beforeAll(async () => {
  app = await createTestApp(unlimited);
  await changeSettings(app, { idp_dynamic_client_registration_enabled: true });
  await makeUser(app, {
    email: EMAIL,
    phone_number: '+12025550162',
    name: { first_name: 'Ada', last_name: 'Byron' },
  });
  client = await makeConnectedApp(app, 'third_party', { post_logout_redirect_urls: [AFTER] });
  metadata = (await app.app.inject('/.well-known/openid-configuration')).json();
});
afterAll(() => app?.close());

const authorizationUrl = (more: Record<string, string | undefined> = {}) => {
  const all = {
    client_id: client.client_id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: 'openid',
    state: 'state-1',
    nonce: 'nonce-1',
    ...more,
  };
  const given = Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined);
  return `${metadata['authorization_endpoint']}?${new URLSearchParams(given)}`;
};

/** From wherever the page is to where it leads, logging in and agreeing on the way. */
async function finish(browser: PageBrowser, page: Seen): Promise<Seen> {
  let seen = page;
  if (seen.html.includes('value="email-code"')) {
    const arrived = await logInByCode(app, browser, seen, EMAIL);
    seen = await browser.get(arrived.location as string);
  }
  return seen.html.includes('value="allow"') ? browser.press(seen, 'allow') : seen;
}

function parametersOf(seen: Seen): Record<string, string> {
  expect(seen).toMatchObject({ status: 303 });
  return Object.fromEntries(new URL(seen.location as string).searchParams);
}

async function visit(more: Record<string, string | undefined> = {}, browser = pageBrowser(app)) {
  const seen = await finish(browser, await browser.get(authorizationUrl(more)));
  return { browser, answer: parametersOf(seen) };
}

const pathOf = (url: string | undefined): string => new URL(url ?? '').pathname;

async function form(
  name: 'token_endpoint' | 'userinfo_endpoint',
  parameters: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await app.app.inject({
    method: 'POST',
    url: pathOf(metadata[name]),
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    payload: new URLSearchParams(parameters).toString(),
  });
  return { status: response.statusCode, body: response.json(), headers: response.headers };
}

const basic = ({ client_id, client_secret }: Made) => ({
  authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
});

const exchange = (code: string, more: Record<string, string> = {}, as: Made = client) =>
  form(
    'token_endpoint',
    { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...more },
    basic(as),
  );

/** A whole flow; the answer of the token endpoint. */
async function tokens(more: Record<string, string | undefined> = {}, browser = pageBrowser(app)) {
  const { answer } = await visit(more, browser);
  expect(answer).toMatchObject({ code: expect.any(String) });
  const { status, body } = await exchange(answer['code'] as string);
  expect(status).toBe(200);
  return { browser, body, claims: decodeJwt(body.id_token), code: answer['code'] as string };
}

const userinfo = async (access_token: string) =>
  (
    await app.app.inject({
      url: pathOf(metadata['userinfo_endpoint']),
      headers: { authorization: `Bearer ${access_token}` },
    })
  ).json();

async function verified(idToken: string) {
  const keys = (await app.app.inject(pathOf(metadata['jwks_uri']))).json();
  const options = { issuer: metadata['issuer'] as string, audience: client.client_id };
  return jwtVerify(idToken, createLocalJWKSet(keys), { ...options, algorithms: ['RS256'] });
}

describe('config', () => {
  test('oidcc-discovery-endpoint-verification', async () => {
    const issuer = 'http://localhost:7700';
    expect(metadata).toMatchObject({
      issuer,
      authorization_endpoint: `${issuer}/idp/${app.test.project_id}/authorize`,
      token_endpoint: `${issuer}/v1/oauth2/token`,
      userinfo_endpoint: `${issuer}/v1/oauth2/userinfo`,
      registration_endpoint: `${issuer}/v1/oauth2/register`,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      scopes_supported: expect.arrayContaining(['openid', 'profile', 'email', 'phone']),
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: expect.arrayContaining([
        'client_secret_basic',
        'client_secret_post',
      ]),
      claims_supported: expect.arrayContaining(['sub', 'email', 'auth_time']),
      claims_parameter_supported: false,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
    });
    const { keys } = (await app.app.inject(pathOf(metadata['jwks_uri']))).json();
    expect(keys[0]).toMatchObject({ kty: 'RSA', use: 'sig', alg: 'RS256', n: expect.any(String) });
    for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi'])
      expect(keys[0]).not.toHaveProperty(secret);
  });
});

describe('basic', () => {
  test('oidcc-server', async () => {
    const { body, claims } = await tokens();
    expect(body).toMatchObject({
      token_type: expect.stringMatching(/^bearer$/i),
      expires_in: expect.any(Number),
    });
    expect(claims).toMatchObject({ iss: metadata['issuer'], nonce: 'nonce-1' });
  });

  test('oidcc-response-type-missing', async () => {
    const seen = await pageBrowser(app).get(authorizationUrl({ response_type: undefined }));
    expect(parametersOf(seen)).toMatchObject({ error: 'invalid_request', state: 'state-1' });
  });

  test('oidcc-idtoken-signature', async () => {
    const { body } = await tokens();
    const { protectedHeader } = await verified(body.id_token);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.any(String) });
  });

  test('oidcc-userinfo-get', async () => {
    const { body, claims } = await tokens();
    expect(await userinfo(body.access_token)).toMatchObject({ sub: claims.sub });
  });

  test('oidcc-userinfo-post-header', async () => {
    const { body, claims } = await tokens();
    const headers = { authorization: `Bearer ${body.access_token}` };
    const answer = await form('userinfo_endpoint', {}, headers);
    expect(answer).toMatchObject({ status: 200, body: { sub: claims.sub } });
  });

  test('oidcc-userinfo-post-body', async () => {
    const { body, claims } = await tokens();
    const answer = await form('userinfo_endpoint', { access_token: body.access_token });
    expect(answer).toMatchObject({ status: 200, body: { sub: claims.sub } });
  });

  test('oidcc-ensure-request-without-nonce-succeeds-for-code-flow', async () => {
    const { claims } = await tokens({ nonce: undefined });
    expect(claims).not.toHaveProperty('nonce');
  });

  test.each([
    ['oidcc-scope-profile', 'openid profile', { name: 'Ada Byron', given_name: 'Ada' }],
    ['oidcc-scope-email', 'openid email', { email: EMAIL, email_verified: true }],
    ['oidcc-scope-phone', 'openid phone', { phone_number: '+12025550162' }],
    ['oidcc-alternate-happy-flow', 'email openid profile', { name: 'Ada Byron', email: EMAIL }],
  ])('%s', async (_module, scope, expected) => {
    const { body } = await tokens({ scope });
    expect(await userinfo(body.access_token)).toMatchObject(expected);
    const without = await tokens({ scope: 'openid' });
    for (const name of Object.keys(expected)) {
      expect(await userinfo(without.body.access_token)).not.toHaveProperty(name);
    }
  });

  test.each([
    ['oidcc-display-page', { display: 'page' }],
    ['oidcc-display-popup', { display: 'popup' }],
    ['oidcc-ui-locales', { ui_locales: 'se' }],
    ['oidcc-claims-locales', { claims_locales: 'se' }],
    ['oidcc-ensure-request-with-unknown-parameter-succeeds', { extra: 'foobar' }],
    ['oidcc-ensure-request-with-acr-values-succeeds', { acr_values: '1 2' }],
  ])('%s', async (_module, more) => {
    expect((await tokens(more)).claims).toMatchObject({ nonce: 'nonce-1' });
  });

  test('oidcc-prompt-login', async () => {
    const { browser, claims } = await tokens();
    const again = await browser.get(authorizationUrl({ prompt: 'login' }));
    expect(again.html).toContain('value="email-code"');
    const { code } = parametersOf(await finish(browser, again));
    const next = decodeJwt((await exchange(code as string)).body.id_token);
    expect(next['auth_time']).toBeGreaterThanOrEqual(claims['auth_time'] as number);
  });

  test('oidcc-prompt-none-not-logged-in', async () => {
    const seen = await pageBrowser(app).get(authorizationUrl({ prompt: 'none' }));
    expect(parametersOf(seen)).toMatchObject({ error: 'login_required', state: 'state-1' });
  });

  test('oidcc-prompt-none-logged-in', async () => {
    const { browser, claims } = await tokens();
    const seen = await browser.get(authorizationUrl({ prompt: 'none' }));
    const { code } = parametersOf(seen);
    const next = decodeJwt((await exchange(code as string)).body.id_token);
    expect(next).toMatchObject({ sub: claims.sub, auth_time: claims['auth_time'] });
  });

  test('oidcc-max-age-1', async () => {
    const { browser } = await tokens();
    await later(app, 3, async () => {
      const again = await browser.get(authorizationUrl({ max_age: '1' }));
      expect(again.html).toContain('value="email-code"');
      const { code } = parametersOf(await finish(browser, again));
      const { body } = await exchange(code as string);
      expect(decodeJwt(body.id_token)).toHaveProperty('auth_time');
    });
  });

  test('oidcc-max-age-10000', async () => {
    const { browser, claims } = await tokens();
    const seen = await browser.get(authorizationUrl({ max_age: '10000' }));
    const { code } = parametersOf(seen);
    const next = decodeJwt((await exchange(code as string)).body.id_token);
    expect(next).toMatchObject({ auth_time: claims['auth_time'] });
  });

  test('oidcc-id-token-hint', async () => {
    const { browser, body } = await tokens();
    const hint = { prompt: 'none', id_token_hint: body.id_token };
    expect(parametersOf(await browser.get(authorizationUrl(hint)))).toHaveProperty('code');
  });

  test('oidcc-login-hint', async () => {
    const seen = await pageBrowser(app).get(authorizationUrl({ login_hint: EMAIL }));
    expect(seen.html).toContain(`value="${EMAIL}"`);
  });

  test('oidcc-codereuse', async () => {
    const { code } = await tokens();
    expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('oidcc-codereuse-30seconds', async () => {
    const { code, body } = await tokens();
    await later(app, 30, async () => {
      expect(await exchange(code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
      expect(await userinfo(body.access_token)).toMatchObject({ error: 'invalid_token' });
    });
  });

  test('oidcc-ensure-registered-redirect-uri', async () => {
    const url = authorizationUrl({ redirect_uri: 'https://app.example.com/other' });
    const seen = await pageBrowser(app).get(url);
    expect(seen).toMatchObject({ location: undefined });
    expect(seen.status).toBeGreaterThanOrEqual(400);
  });

  test('oidcc-ensure-post-request-succeeds', async () => {
    const [target, query = ''] = authorizationUrl().split('?');
    const browser = pageBrowser(app);
    const sent = await browser.post(
      target as string,
      Object.fromEntries(new URLSearchParams(query)),
    );
    const page = await browser.get(sent.location as string);
    expect(parametersOf(await finish(browser, page))).toHaveProperty('code');
  });

  test('oidcc-server-client-secret-post', async () => {
    const { answer } = await visit();
    const { status, body } = await form('token_endpoint', {
      ...{ client_id: client.client_id, client_secret: client.client_secret },
      ...{ grant_type: 'authorization_code', redirect_uri: REDIRECT },
      code: answer['code'] as string,
    });
    expect({ status, body }).toMatchObject({ status: 200, body: { id_token: expect.any(String) } });
  });

  test.each([
    ['oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported', 'request'],
    ['oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported', 'request_uri'],
  ])('%s', async (_module, name) => {
    const seen = await pageBrowser(app).get(authorizationUrl({ [name]: 'https://a.example.com/' }));
    expect(parametersOf(seen)).toMatchObject({ error: `${name}_not_supported`, state: 'state-1' });
  });

  test('oidcc-ensure-request-object-with-redirect-uri', async () => {
    const object = Buffer.from(JSON.stringify({ redirect_uri: REDIRECT })).toString('base64url');
    const more = {
      request: `eyJhbGciOiJub25lIn0.${object}.`,
      redirect_uri: 'https://evil.example.com/',
    };
    expect(await pageBrowser(app).get(authorizationUrl(more))).toMatchObject({
      location: undefined,
    });
  });

  test('oidcc-refresh-token', async () => {
    const { body, claims } = await tokens({ scope: 'openid offline_access', prompt: 'consent' });
    const { refresh_token } = body;
    const grant = { grant_type: 'refresh_token', refresh_token };
    const next = await form('token_endpoint', grant, basic(client));
    expect(next.status).toBe(200);
    const after = decodeJwt(next.body.id_token);
    const { iss, sub, aud, auth_time } = claims as Record<string, unknown>;
    expect(after).toMatchObject({ iss, sub, aud, auth_time });
    expect(after.iat).toBeGreaterThanOrEqual(claims.iat as number);
    expect(after).not.toHaveProperty('nonce');
    const other = await makeConnectedApp(app, 'third_party');
    const stolen = await form('token_endpoint', grant, basic(other));
    expect(stolen).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('oidcc-ensure-request-with-valid-pkce-succeeds', async () => {
    const { code_verifier, code_challenge } = pkcePair();
    const { answer } = await visit({ code_challenge, code_challenge_method: 'S256' });
    const { status } = await exchange(answer['code'] as string, { code_verifier });
    expect(status).toBe(200);
  });
});

describe('dynamic', () => {
  const register = (body: object) =>
    inject(app.app, undefined, 'POST', pathOf(metadata['registration_endpoint']), body);

  async function registered(body: object): Promise<Made> {
    const method = { token_endpoint_auth_method: 'client_secret_basic' };
    const answer = await register({ redirect_uris: [REDIRECT], ...method, ...body });
    expect(answer).toMatchObject({ status: 201 });
    return answer.body;
  }

  test('oidcc-server, oidcc-idtoken-rs256', async () => {
    const made = await registered({ id_token_signed_response_alg: 'RS256' });
    const { answer } = await visit({ client_id: made.client_id });
    const { body } = await exchange(answer['code'] as string, {}, made);
    expect(decodeJwt(body.id_token)).toMatchObject({ aud: [made.client_id] });
  });

  test('oidcc-ensure-redirect-uri-in-authorization-request', async () => {
    const seen = await pageBrowser(app).get(authorizationUrl({ redirect_uri: undefined }));
    expect(seen).toMatchObject({ status: 400, location: undefined });
  });

  test('oidcc-redirect-uri-query-OK', async () => {
    const redirect_uri = `${REDIRECT}?foo=bar`;
    const made = await registered({ redirect_uris: [redirect_uri] });
    const { answer } = await visit({ client_id: made.client_id, redirect_uri });
    expect(answer).toMatchObject({ foo: 'bar', code: expect.any(String) });
  });

  test.each([
    ['oidcc-redirect-uri-query-added', REDIRECT, `${REDIRECT}?foo=bar`],
    ['oidcc-redirect-uri-query-mismatch', `${REDIRECT}?foo=bar`, `${REDIRECT}?bar=foo`],
  ])('%s', async (_module, registeredUrl, redirect_uri) => {
    const { client_id } = await registered({ redirect_uris: [registeredUrl] });
    const seen = await pageBrowser(app).get(authorizationUrl({ client_id, redirect_uri }));
    expect(seen).toMatchObject({ location: undefined });
    expect(seen.status).toBeGreaterThanOrEqual(400);
  });

  test('oidcc-redirect-uri-regfrag', async () => {
    expect(await register({ redirect_uris: [`${REDIRECT}#fragment`] })).toMatchObject({
      status: 400,
      body: { error: 'invalid_redirect_uri' },
    });
  });

  test('oidcc-server-rotate-keys', async () => {
    const before = await tokens();
    await app.services.signingKeys.rotate(app.test.project_id.slice(-36));
    const after = await tokens();
    for (const { body } of [before, after]) await verified(body.id_token);
  });
});

describe('RP-initiated logout', () => {
  const logoutUrl = (parameters: Record<string, string> = {}) =>
    `${metadata['end_session_endpoint']}?${new URLSearchParams(parameters)}`;
  const isLoggedIn = async (browser: PageBrowser) =>
    (await browser.get(authorizationUrl({ prompt: 'none' }))).location?.includes('code=');

  test('oidcc-rp-initiated-logout-discovery-endpoint-verification', () => {
    expect(metadata['end_session_endpoint']).toMatch(/^http:\/\/localhost:7700\/idp\//);
  });

  test('oidcc-rp-initiated-logout', async () => {
    const { browser, body } = await tokens();
    const seen = await browser.get(
      logoutUrl({ id_token_hint: body.id_token, post_logout_redirect_uri: AFTER, state: 's' }),
    );
    expect(seen).toMatchObject({ status: 303, location: `${AFTER}?state=s` });
    expect(await isLoggedIn(browser)).toBe(false);
  });

  test('oidcc-rp-initiated-logout-no-state', async () => {
    const { browser, body } = await tokens();
    const hint = { id_token_hint: body.id_token, post_logout_redirect_uri: AFTER };
    expect(await browser.get(logoutUrl(hint))).toMatchObject({ status: 303, location: AFTER });
  });

  test.each([
    ['oidcc-rp-initiated-logout-bad-post-logout-redirect-uri', 'https://app.example.com/other'],
    ['oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri', `${AFTER}?foo=bar`],
  ])('%s', async (_module, post_logout_redirect_uri) => {
    const { browser, body } = await tokens();
    const hint = { id_token_hint: body.id_token, post_logout_redirect_uri };
    expect(await browser.get(logoutUrl(hint))).toMatchObject({ status: 401, location: undefined });
  });

  test.each([
    [
      'oidcc-rp-initiated-logout-modified-id-token-hint',
      (hint: string) => `${hint.slice(0, -8)}AAAAAAAA`,
    ],
    ['oidcc-rp-initiated-logout-bad-id-token-hint', () => 'eyJhbGciOiJIUzI1NiJ9.e30.AAAA'],
  ])('%s', async (_module, change) => {
    const { browser, body } = await tokens();
    const hint = { id_token_hint: change(body.id_token), post_logout_redirect_uri: AFTER };
    expect(await browser.get(logoutUrl(hint))).toMatchObject({ status: 400, location: undefined });
    expect(await isLoggedIn(browser)).toBe(true);
  });

  test('oidcc-rp-initiated-logout-no-id-token-hint', async () => {
    const { browser } = await tokens();
    const seen = await browser.get(logoutUrl({ post_logout_redirect_uri: AFTER }));
    expect(seen).toMatchObject({ location: undefined });
    const { client_id } = client;
    const named = await browser.get(logoutUrl({ client_id, post_logout_redirect_uri: AFTER }));
    expect(await browser.press(named, 'logout')).toMatchObject({ status: 303, location: AFTER });
  });

  test.each([
    ['oidcc-rp-initiated-logout-no-params', {}],
    ['oidcc-rp-initiated-logout-only-state', { state: 's' }],
  ])('%s', async (_module, parameters) => {
    const { browser } = await tokens();
    const asked = await browser.get(logoutUrl(parameters));
    expect(asked).toMatchObject({ status: 200, location: undefined });
    const done = await browser.press(asked, 'logout');
    expect(done).toMatchObject({ status: 200, location: undefined });
    expect(await isLoggedIn(browser)).toBe(false);
  });

  test('oidcc-rp-initiated-logout-no-post-logout-redirect-uri', async () => {
    const { browser, body } = await tokens();
    const seen = await browser.get(logoutUrl({ id_token_hint: body.id_token }));
    expect(seen).toMatchObject({ status: 200, location: undefined });
    expect(seen.html).toContain('You are logged out');
  });
});
