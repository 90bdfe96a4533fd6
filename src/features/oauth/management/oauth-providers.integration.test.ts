import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { unlimited } from '../../../testing/magic-login.ts';
import { goAway, oauthProvidersPath, oidcLogin } from '../../../testing/oauth/oidc-login.ts';
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type OpenIdServer,
  startOpenIdServer,
} from '../../../testing/oauth/openid-server.ts';
import { newBrowser, startUrl } from '../../../testing/oauth-login.ts';
import { type Answer, createTestApp, inject, type TestApp } from '../../../testing/test-app.ts';

let app: TestApp;
let server: OpenIdServer;
beforeAll(async () => {
  app = await createTestApp({ ...unlimited, SELVAGE_ALLOW_PRIVATE_OUTGOING: 'true' });
  server = await startOpenIdServer();
});
afterEach(async () => {
  server.mend();
  for (const at of ['test', 'production']) {
    const { body } = await app.callManagement('GET', oauthProvidersPath(at));
    for (const { provider } of body.oauth_providers) {
      await app.callManagement('DELETE', `${oauthProvidersPath(at)}/${provider}`);
    }
  }
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const SECRET = 'a-secret-that-nobody-may-read';
const github = { client_id: 'Ov23liAbCdEfGhIjKlMn', client_secret: SECRET };
const pathOf = (provider: string, at = 'test') => `${oauthProvidersPath(at)}/${provider}`;

const put = (provider: string, body: object, at?: string): Promise<Answer> =>
  app.callManagement('PUT', pathOf(provider, at), body);
const get = (provider: string, at?: string) => app.callManagement('GET', pathOf(provider, at));
async function set(provider: string, body: object, at?: string) {
  const answer = await put(provider, body, at);
  expect(answer.body).toMatchObject({ status_code: 200 });
  return answer.body.oauth_provider;
}

const refusal = (status_code: number, error_type: string) => ({ status_code, error_type });
const settingsRow = () =>
  app.database.first(
    app.database.q
      .selectFrom('oauth_providers')
      .select(['client_id', 'secret', 'options'])
      .where('provider', '=', 'github'),
  );

describe('the settings of a provider', () => {
  test('are set, read, listed, replaced and deleted', async () => {
    const made = await set('github', github);
    expect(made).toEqual({
      provider: 'github',
      client_id: github.client_id,
      has_secret: true,
      redirect_uri: expect.stringMatching(
        /^http:\/\/localhost:7700\/v1\/oauth\/callback\/oauth-callback-test-[0-9a-f-]{36}$/,
      ),
      created_at: expect.any(String),
      updated_at: expect.any(String),
    });
    expect((await get('github')).body.oauth_provider).toEqual(made);
    const google = await set('google', {
      client_id: '1.apps.googleusercontent.com',
      client_secret: 's',
      app_ids: ['ios', 'android', 'ios'],
    });
    expect(google.app_ids).toEqual(['ios', 'android']);
    const { body } = await app.callManagement('GET', oauthProvidersPath());
    expect(body.oauth_providers).toEqual([made, google]);
    expect(await set('google', { client_id: '2' })).not.toHaveProperty('app_ids');
    expect((await app.callManagement('DELETE', pathOf('google'))).body).toMatchObject({
      status_code: 200,
    });
    for (const method of ['GET', 'DELETE'] as const) {
      const { body: gone } = await app.callManagement(method, pathOf('google'));
      expect(gone).toMatchObject(refusal(404, 'oauth_config_not_found'));
    }
  });

  test('of one environment are none of another', async () => {
    await set('github', github);
    expect((await get('github', 'production')).body).toMatchObject(
      refusal(404, 'oauth_config_not_found'),
    );
    await set('github', { ...github, client_id: 'Ov23live' }, 'production');
    expect((await get('github')).body.oauth_provider.client_id).toBe(github.client_id);
  });

  test('never show the secret, which lies encrypted and bound to its row', async () => {
    const told = [await put('github', github), await get('github')].map(({ body }) => body);
    const { body } = await app.callManagement('GET', oauthProvidersPath());
    expect(JSON.stringify([told, body])).not.toContain(SECRET);
    const row = await settingsRow();
    expect(JSON.stringify(row)).not.toContain(SECRET);
    await set('google', { client_id: 'other', client_secret: 'x' });
    // Moved to another row it opens nothing.
    await app.database.affected(
      app.database.q
        .updateTable('oauth_providers')
        .set({ secret: row?.secret ?? '' })
        .where('provider', '=', 'google'),
    );
    expect((await get('google')).status).toBe(500);
    await app.callManagement('DELETE', pathOf('google'));
  });

  test('keep a secret that is left out, and take a new one', async () => {
    await set('github', github);
    const before = await settingsRow();
    expect((await set('github', { client_id: 'Ov23other' })).has_secret).toBe(true);
    const environment = await app.services.environments.get(app.test.project_id.slice(-36));
    const stored = async () =>
      environment &&
      (await app.services.oauthProviders.settingsOf({ ...environment, version: -1 }, 'github'));
    expect((await stored())?.secret).toBe(SECRET);
    await set('github', { ...github, client_secret: 'another' });
    expect((await settingsRow())?.secret).not.toBe(before?.secret);
  });

  test('give a kept secret to no other address', async () => {
    const endpoints = { token_endpoint: 'https://evil.example/token' };
    await set('github', github);
    expect((await put('github', { client_id: 'Ov23other', endpoints })).body).toMatchObject({
      ...refusal(400, 'invalid_argument'),
      error_message: expect.stringContaining('client_secret must be entered again'),
    });
    await set('oidc', { issuer: 'https://id.example', client_id: 'c', client_secret: 's' });
    const moved = await put('oidc', { issuer: 'https://evil.example', client_id: 'c' });
    expect(moved.body).toMatchObject(refusal(400, 'invalid_argument'));
    expect((await get('oidc')).body.oauth_provider.issuer).toBe('https://id.example');
    await set('oidc', { issuer: 'https://evil.example', client_id: 'c', client_secret: 't' });
  });

  test('take effect at once, on every node', async () => {
    const other = app.storage.engine === 'postgres' ? await app.secondNode() : app;
    const start = () =>
      other.app.inject({ url: startUrl(app, 'github'), headers: { host: 'localhost:7700' } });
    const goesTo = async () => String((await start()).headers.location);
    expect(await goesTo()).toContain('/selvage/oauth-provider/');
    await set('github', github);
    expect(await goesTo()).toMatch(/^https:\/\/github\.com\/.*client_id=Ov23liAbCdEfGhIjKlMn/);
    await set('github', { client_id: 'Ov23second' });
    expect(await goesTo()).toContain('client_id=Ov23second');
    await app.callManagement('DELETE', pathOf('github'));
    expect(await goesTo()).toContain('/selvage/oauth-provider/');
  });

  test('are gone with their environment', async () => {
    const projects = '/pwa/v3/projects';
    const { body } = await app.callManagement('POST', projects, { name: 'Short' });
    const environments = `${projects}/${body.project.project_slug}/environments`;
    await app.callManagement('POST', environments, { name: 'L', type: 'LIVE' });
    const made = await app.callManagement('POST', environments, { name: 'T', type: 'TEST' });
    const slug = made.body.environment.environment_slug;
    const one = `${environments}/${slug}/oauth_providers/github`;
    expect((await app.callManagement('PUT', one, github)).status).toBe(200);
    await app.callManagement('DELETE', `${environments}/${slug}`);
    expect(await settingsRow()).toBeUndefined();
  });

  test('want a management key', async () => {
    const { project_id: username, secret: password } = app.test;
    for (const credentials of [undefined, { username, password }]) {
      const answer = await inject(app.app, credentials, 'GET', oauthProvidersPath());
      expect(answer.status).toBe(401);
    }
  });
});

describe('settings that could not work are refused, each with a reason', () => {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const apple = { client_id: 'com.example.web', team_id: 'ABCDE12345', key_id: 'ABCDE12345' };
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();

  test.each<[string, string, object, string]>([
    ['no client id', 'github', { client_secret: 's' }, 'client_id is missing'],
    ['no secret', 'github', { client_id: 'x' }, 'client_secret is missing'],
    ['spaces', 'github', { ...github, client_id: 'a b' }, 'client_id must be'],
    ['line breaks', 'github', { ...github, client_secret: 'a\nb' }, 'client_secret must be'],
    ['what is no setting of it', 'github', { ...github, tenant: 'x' }, 'tenant is no setting'],
    ['no key of Apple', 'apple', apple, 'private_key is missing'],
    ['a text as key', 'apple', { ...apple, private_key: 'x' }, 'private_key must be'],
    ['a key of another kind', 'apple', { ...apple, private_key: rsa }, 'private_key must be'],
    ['a wrong team', 'apple', { ...apple, private_key: pem, team_id: 'x' }, 'team_id must be'],
    [
      'a host of somebody else',
      'salesforce',
      { ...github, login_host: 'login.salesforce.com.evil.example' },
      'login_host must be',
    ],
    ['an issuer with a query', 'oidc', { client_id: 'x', issuer: 'https://a/?b' }, 'issuer must'],
    [
      'an endpoint that is no web address',
      'github',
      { ...github, endpoints: { authorization_endpoint: 'javascript:alert(1)' } },
      'endpoints.authorization_endpoint must be',
    ],
  ])('%s', async (_what, provider, body, message) => {
    const answer = await put(provider, body);
    expect(answer.body).toMatchObject(refusal(400, 'invalid_argument'));
    expect(answer.body.error_message).toContain(message);
    expect((await get(provider)).status).toBe(404);
  });

  test('a tenant that is none has an error of its own', async () => {
    expect((await put('microsoft', { ...github, tenant: 'Contoso' })).body).toMatchObject(
      refusal(400, 'invalid_microsoft_tenant_type'),
    );
    expect((await set('microsoft', github)).tenant).toBe('common');
  });

  test('a provider that is none', async () => {
    expect((await put('myspace', github)).body).toMatchObject(
      refusal(400, 'invalid_oauth_provider'),
    );
  });

  test("a LIVE environment keeps the provider's own addresses", async () => {
    const endpoints = { token_endpoint: 'https://evil.example/token' };
    expect((await put('github', { ...github, endpoints }, 'production')).body).toMatchObject(
      refusal(400, 'invalid_argument'),
    );
    const own = { issuer: 'https://id.example', client_id: 'c' };
    expect((await set('oidc', { ...own, endpoints }, 'production')).endpoints).toEqual(endpoints);
  });

  test('a key is taken with spelled out line breaks as well', async () => {
    const private_key = pem.trim().replaceAll('\n', '\\n');
    expect((await set('apple', { ...apple, private_key })).has_secret).toBe(true);
  });
});

/** What the check says, and whether a login works: they must agree. */
describe('the check', () => {
  const oidc = () => ({
    issuer: server.issuer,
    client_id: CLIENT_ID,
    client_secret: CLIENT_SECRET,
  });
  const check = async (provider: string, at?: string) =>
    (await app.callManagement('POST', `${pathOf(provider, at)}/check`)).body.oauth_provider_check;

  async function works(): Promise<boolean> {
    const begun = await newBrowser(app).visit(startUrl(app, 'oidc'));
    if (begun.location === undefined) return false;
    return (await oidcLogin(app, server)).location !== undefined;
  }

  test('finds nothing where a login works', async () => {
    await set('oidc', oidc());
    expect(await check('oidc')).toEqual({ ok: true, findings: [] });
    expect(await works()).toBe(true);
  });

  test.each<[string, () => object, () => void, string, RegExp]>([
    ['a wrong secret', () => ({ client_secret: 'x' }), () => {}, 'client_id', /not accepted/],
    ['an unknown client', () => ({ client_id: 'x' }), () => {}, 'client_id', /not accepted/],
    [
      'an issuer that nobody answers at',
      () => ({ issuer: 'http://127.0.0.1:1' }),
      () => {},
      'issuer',
      /failed/,
    ],
    [
      'keys that are not there',
      () => ({}),
      () => server.spoil('keys', { status: 404, body: {} }),
      'jwks_uri',
      /404/,
    ],
    [
      'keys that are none',
      () => ({}),
      () => server.spoil('keys', { body: [] }),
      'jwks_uri',
      /no key set/,
    ],
  ])('and a login agree on %s', async (_what, changes, spoil, field, message) => {
    // Keys are remembered by their address.
    const fresh = await startOpenIdServer();
    const kept = server;
    server = fresh;
    try {
      await set('oidc', { ...oidc(), ...changes() });
      spoil();
      const { ok, findings } = await check('oidc');
      expect(ok).toBe(false);
      expect(findings).toContainEqual({
        level: 'error',
        field,
        message: expect.stringMatching(message),
      });
      expect(JSON.stringify(findings)).not.toContain(CLIENT_SECRET);
      expect(await works()).toBe(false);
    } finally {
      server = kept;
      await fresh.close();
    }
  });

  test('tells of what only looks wrong, and what only a provider takes', async () => {
    const nowhere = { token_endpoint: 'http://127.0.0.1:1/t' };
    await set('github', { client_id: 'odd', client_secret: 's', endpoints: nowhere });
    const findings = (await check('github')).findings;
    const told = (field: string, level: string) => ({ field, level, message: expect.any(String) });
    expect(findings).toContainEqual(told('client_id', 'warning'));
    expect(findings).toContainEqual(told('endpoints', 'warning'));
    expect(findings).toContainEqual(told('token_endpoint', 'error'));
    // Slack takes no callback over plain http.
    await set('slack', { client_id: '1.2', client_secret: 's', endpoints: nowhere });
    expect((await check('slack')).findings).toContainEqual(told('redirect_uri', 'error'));
    const live = { issuer: 'http://127.0.0.1:1', client_id: 'x' };
    await set('oidc', live, 'production');
    expect((await check('oidc', 'production')).findings).toContainEqual(
      told('redirect_uri', 'warning'),
    );
  });

  test('of nothing is 404, and changes nothing otherwise', async () => {
    const { body } = await app.callManagement('POST', `${pathOf('github')}/check`);
    expect(body).toMatchObject(refusal(404, 'oauth_config_not_found'));
    const made = await set('oidc', oidc());
    await check('oidc');
    expect((await get('oidc')).body.oauth_provider).toEqual(made);
    expect((await goAway(app)).url.href).toContain(server.issuer);
  });
});
