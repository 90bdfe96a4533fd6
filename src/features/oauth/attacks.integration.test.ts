import { createHmac } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from '../../testing/browser.ts';
import { later, unlimited } from '../../testing/magic-login.ts';
import { createSigner } from '../../testing/oauth/id-tokens.ts';
import { goAway, oidcLogin, useOpenIdServer } from '../../testing/oauth/oidc-login.ts';
import {
  CLIENT_SECRET,
  type OpenIdServer,
  startOpenIdServer,
} from '../../testing/oauth/openid-server.ts';
import { newBrowser, startUrl } from '../../testing/oauth-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

/**
 * Whoever stands at the callback, owns the provider, or may write an ID token or a start URL. Each
 * attack goes through the whole server to a provider on this machine, over real HTTP.
 */

let app: TestApp;
let server: OpenIdServer;
beforeAll(async () => {
  app = await createTestApp({ ...unlimited, SELVAGE_ALLOW_PRIVATE_OUTGOING: 'true' });
  server = await startOpenIdServer();
  await useOpenIdServer(app, server);
});
afterEach(() => server.mend());
afterAll(async () => {
  await app.close();
  await server.close();
});

const APP_URL = 'http://localhost:3000/authenticate';
const errorOf = (page: Page) => JSON.parse(page.text).error_type;

function signed(changes: object, header: object = {}): Promise<string> {
  return server.signer.sign(server.claims(changes), { ...header });
}

async function rows(table: 'users' | 'oauth_tokens'): Promise<number> {
  const row = await app.database.first(
    app.database.q.selectFrom(table).select((eb) => eb.fn.countAll<number>().as('count')),
  );
  return Number(row?.count);
}

/** Nobody is sent anywhere, nobody is made, nobody gets a token, and no secret is told. */
async function expectNothing(attack: () => Promise<Page>, error: string): Promise<void> {
  const before = [await rows('users'), await rows('oauth_tokens')];
  const page = await attack();
  expect(errorOf(page), page.text).toBe(error);
  expect(page.location).toBeUndefined();
  expect(page.text).not.toContain(CLIENT_SECRET);
  expect(page.text).not.toContain('access-1');
  expect([await rows('users'), await rows('oauth_tokens')]).toEqual(before);
}

test('without an attack, a login works', async () => {
  const page = await oidcLogin(app, server);
  const token = new URL(page.location ?? '').searchParams.get('token');
  const { body } = await app.call('POST', '/v1/oauth/authenticate', { token });
  expect(body).toMatchObject({ status_code: 200, provider_subject: 'account-1' });
  expect(body.provider_values.access_token).toBe('access-1');
});

describe('attack on the ID token', () => {
  const now = () => Math.floor(Date.now() / 1_000);

  test.each<[string, () => Promise<string>]>([
    ['wrong nonce: token of another flow', () => signed({ nonce: 'n'.repeat(43) })],
    ['no nonce: token that was made for nobody', () => signed({ nonce: undefined })],
    ['wrong issuer', () => signed({ iss: 'https://evil.example' })],
    ['issuer with a slash more', () => signed({ iss: `${server.issuer}/` })],
    ['wrong audience: token of another client', () => signed({ aud: 'client-2' })],
    ['audience of many, for another', () => signed({ aud: ['client-1', 'b'], azp: 'b' })],
    ['expired', () => signed({ iat: now() - 900, exp: now() - 600 })],
    ['without an end', () => signed({ exp: undefined })],
    ['from the future', () => signed({ iat: now() + 900, exp: now() + 1_200 })],
    ['days old', () => signed({ iat: now() - 200_000, exp: now() + 600 })],
    ['access token in its place', () => signed({}, { typ: 'at+jwt' })],
    ['alg none', async () => new UnsecuredJWT(server.claims()).encode()],
    ['alg none in capitals', async () => withoutSignature('NONE')],
    ['alg confusion: HS256 under the public key', hmacUnderPublicKey],
    ['HS256 under the client secret', () => hmac(Buffer.from(CLIENT_SECRET))],
    ['foreign key', async () => (await createSigner()).sign(server.claims())],
    ['foreign key that it brings along (jwk)', () => foreignKey('jwk')],
    ['foreign key that it points at (jku)', () => foreignKey('jku')],
    ['key id that leads out of the set', () => signed({}, { kid: '../../etc/passwd' })],
    ['changed claims under the old signature', tampered],
    ['no JWT at all', async () => 'x.y.z'],
  ])('%s', async (_attack, forge) => {
    await expectNothing(() => oidcLogin(app, server, forge), 'oauth_auth_code_error');
  });

  test('expiry is that of the real clock, whatever the clock of the environment says', async () => {
    await later(app, 3_600, async () => {
      expect((await oidcLogin(app, server)).location).toContain(APP_URL);
    });
    await later(app, -86_400, async () => {
      const old = () => signed({ iat: now() - 900, exp: now() - 600 });
      await expectNothing(() => oidcLogin(app, server, old), 'oauth_auth_code_error');
    });
  });

  test('replay in another flow', async () => {
    let token = '';
    await oidcLogin(app, server, async () => {
      token = await signed({});
      return token;
    });
    await expectNothing(() => oidcLogin(app, server, async () => token), 'oauth_auth_code_error');
  });

  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

  const withoutSignature = (alg: string) => `${encode({ alg })}.${encode(server.claims())}.`;

  async function hmac(key: Buffer): Promise<string> {
    const [jwk] = server.signer.jwks.keys as [{ kid: string }];
    const input = `${encode({ alg: 'HS256', kid: jwk.kid, typ: 'JWT' })}.${encode(server.claims())}`;
    return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
  }

  function hmacUnderPublicKey(): Promise<string> {
    return hmac(Buffer.from(JSON.stringify(server.signer.jwks.keys[0])));
  }

  async function foreignKey(header: 'jwk' | 'jku'): Promise<string> {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const where = { jwk: await exportJWK(publicKey), jku: 'https://evil.example/jwks' };
    return new SignJWT(server.claims())
      .setProtectedHeader({ alg: 'RS256', kid: 'key-1', [header]: where[header] })
      .sign(privateKey);
  }

  async function tampered(): Promise<string> {
    const [header, , signature] = (await signed({})).split('.');
    return `${header}.${encode(server.claims({ sub: 'somebody-else' }))}.${signature}`;
  }
});

describe('attack by who owns the provider or its network', () => {
  test.each<[string, () => void, string]>([
    [
      'UserInfo about somebody else than the ID token',
      () => server.spoil('userinfo', { body: { sub: 'account-2', email: 'x@example.com' } }),
      'oauth_flow_callback_error',
    ],
    [
      'token endpoint that leads elsewhere',
      () =>
        server.spoil('token', {
          status: 307,
          headers: { location: 'http://127.0.0.1:1/' },
          body: '',
        }),
      'oauth_auth_code_error',
    ],
    [
      'answer that is too big',
      () => server.spoil('token', { body: { access_token: 'x'.repeat(2_000_000) } }),
      'oauth_auth_code_error',
    ],
    [
      'answer that is no JSON',
      () => server.spoil('token', { body: '<html>access-1</html>' }),
      'oauth_auth_code_error',
    ],
    ['no ID token', () => server.handOut(''), 'oauth_auth_code_error'],
    ['silence', () => server.spoil('token', () => 'silence'), 'oauth_auth_code_error'],
    [
      'server error',
      () => server.spoil('token', { status: 500, body: {} }),
      'oauth_auth_code_error',
    ],
    [
      'error with control characters',
      () =>
        server.spoil('token', {
          status: 400,
          body: { error: 'invalid_client', error_description: 'a\r\nset-cookie: x=y' },
        }),
      'oauth_token_exchange_invalid_client',
    ],
  ])('%s', async (_attack, spoil, error) => {
    await expectNothing(async () => {
      const { browser, url, answer } = await goAway(app);
      server.expect(url.searchParams.get('nonce'));
      server.handOut(await signed({}));
      spoil();
      return browser.visit(answer.href);
    }, error);
  });

  test('provider that is down', async () => {
    const gone = await startOpenIdServer();
    await useOpenIdServer(app, gone);
    const { browser, answer } = await goAway(app);
    await gone.close();
    await expectNothing(() => browser.visit(answer.href), 'oauth_auth_code_error');
    const never = await startOpenIdServer();
    await never.close();
    await useOpenIdServer(app, never);
    const begin = () => newBrowser(app).visit(startUrl(app, 'oidc'));
    await expectNothing(begin, 'oauth_creating_redirect_url_error');
    await useOpenIdServer(app, server);
  });

  test('mix-up: the answer of another provider, which names its issuer', async () => {
    const { browser, answer } = await goAway(app);
    answer.searchParams.set('iss', 'https://other.example');
    const before = server.seen.length;
    await expectNothing(() => browser.visit(answer.href), 'oauth_flow_callback_error');
    // The code was not given away either.
    expect(server.seen).toHaveLength(before);
  });

  test('metadata that claim to be of another issuer', async () => {
    const liar = await startOpenIdServer();
    liar.spoil('discovery', { body: { issuer: 'https://accounts.google.com' } });
    await useOpenIdServer(app, liar);
    const begin = () => newBrowser(app).visit(startUrl(app, 'oidc'));
    await expectNothing(begin, 'oauth_creating_redirect_url_error');
    await liar.close();
    await useOpenIdServer(app, server);
  });

  test('metadata that offer shared-secret signatures', async () => {
    const liar = await startOpenIdServer();
    const { issuer } = liar;
    liar.spoil('discovery', {
      body: {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        jwks_uri: `${issuer}/jwks`,
        id_token_signing_alg_values_supported: ['none', 'HS256'],
      },
    });
    await useOpenIdServer(app, liar);
    const forge = async () =>
      new SignJWT(liar.claims())
        .setProtectedHeader({ alg: 'HS256' })
        .sign(Buffer.from(CLIENT_SECRET));
    await expectNothing(() => oidcLogin(app, liar, forge), 'oauth_auth_code_error');
    await liar.close();
    await useOpenIdServer(app, server);
  });
});

describe('open redirect', () => {
  test.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    'https://localhost:3000@evil.example/authenticate',
    'http://localhost:3000.evil.example/authenticate',
    'http://localhost:3000/authenticate/../evil',
    'http://localhost:3000/authenticate#@evil.example',
    'http://localhost:3000/authenticate?next=https://evil.example',
    'javascript:alert(1)//http://localhost:3000/authenticate',
    'data:text/html,http://localhost:3000/authenticate',
    'http://localhost:3000/authenticate\r\nlocation: https://evil.example',
    'HTTP://LOCALHOST:3000/authenticate%00.evil.example',
  ])('to %s is refused at the start', async (target) => {
    for (const name of ['login_redirect_url', 'signup_redirect_url']) {
      const page = await newBrowser(app).visit(startUrl(app, 'oidc', { [name]: target }));
      expect(page.location, page.text).toBeUndefined();
      expect(page.status).toBe(400);
    }
  });

  test('by parameters for the provider: those that the protocol rests on stay ours', async () => {
    const attack = Object.fromEntries(
      [
        'redirect_uri',
        'state',
        'nonce',
        'client_id',
        'response_type',
        'response_mode',
        'scope',
        'code_challenge',
        'code_challenge_method',
        'request',
        'request_uri',
        'redirect_uri[]',
        'REDIRECT_URI',
      ].map((name) => [`provider_${name}`, 'evil']),
    );
    const page = await newBrowser(app).visit(startUrl(app, 'oidc', attack));
    expect(page.status).toBe(302);
    expect(page.location).not.toContain('evil');
  });
});

describe('SSRF by an address that an operator enters', () => {
  let guarded: TestApp;
  let inside: OpenIdServer;
  beforeAll(async () => {
    guarded = await createTestApp(unlimited);
    inside = await startOpenIdServer();
  });
  afterAll(async () => {
    await guarded.close();
    await inside.close();
  });

  test.each([
    'https://127.0.0.1',
    'https://localhost',
    'https://[::1]',
    'https://[::ffff:127.0.0.1]',
    'https://0.0.0.0',
    'https://169.254.169.254',
    'https://10.0.0.1',
    'https://192.168.0.1',
    'https://[fd00::1]',
    'https://2130706433',
    'https://0x7f.1',
  ])('issuer %s is never asked', async (issuer) => {
    await useOpenIdServer(guarded, { issuer });
    const page = await newBrowser(guarded).visit(startUrl(guarded, 'oidc'));
    expect(errorOf(page)).toBe('oauth_creating_redirect_url_error');
    // Nothing of what is there, or is not, comes out.
    expect(page.text).not.toMatch(/ECONN|not allowed|took too long/);
  });

  test('issuer on this machine gets no request', async () => {
    await useOpenIdServer(guarded, inside);
    const page = await newBrowser(guarded).visit(startUrl(guarded, 'oidc'));
    expect(errorOf(page)).toBe('oauth_creating_redirect_url_error');
    expect(inside.seen).toEqual([]);
  });

  test('single endpoints on this machine get no request, secret and code least of all', async () => {
    const { issuer } = inside;
    await useOpenIdServer(
      guarded,
      {
        issuer: 'https://id.example',
      },
      {
        endpoints: {
          authorization_endpoint: 'https://id.example/authorize',
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/jwks`,
          userinfo_endpoint: `${issuer}/userinfo`,
        },
      },
    );
    const { browser, answer } = await goAway(guarded);
    const page = await browser.visit(answer.href);
    expect(errorOf(page)).toBe('oauth_auth_code_error');
    expect(inside.seen).toEqual([]);
  });

  test('the check of settings goes the same way', async () => {
    const path = '/pwa/v3/projects/my-project/environments/test/oauth_providers/oidc/check';
    await useOpenIdServer(guarded, inside);
    const { body } = await guarded.callManagement('POST', path);
    expect(body.oauth_provider_check).toMatchObject({
      ok: false,
      findings: [{ level: 'error', field: 'issuer' }],
    });
    expect(inside.seen).toEqual([]);
  });

  test('file, data and other schemes are refused when they are entered', async () => {
    for (const issuer of ['file:///etc/passwd', 'data:,x', 'gopher://127.0.0.1', 'x']) {
      await expect(useOpenIdServer(guarded, { issuer })).rejects.toThrow('invalid_argument');
    }
  });
});
