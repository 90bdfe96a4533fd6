import { afterEach, describe, expect, test } from 'vitest';
import { createOutgoing } from '../../../platform/http/outgoing.ts';
import { createSigner, standardTimes } from '../../../testing/oauth/id-tokens.ts';
import {
  flow,
  type ProviderWorld,
  providerWorld,
  testEnvironment,
} from '../../../testing/oauth/provider-login.ts';
import type { ProviderAnswers } from '../../../testing/oauth/provider-server.ts';
import type { StandIn } from '../provider-client.ts';
import { emptySettings } from '../settings/provider-settings.ts';
import { createProviderClient } from './provider-client.service.ts';

const TOKEN = 'POST https://discord.com/api/oauth2/token';
const USER = 'GET https://discord.com/api/v10/users/@me';
const tokens = { access_token: 'a1', token_type: 'Bearer', expires_in: 60 };
const limits = { timeoutMs: 300, maxBytes: 50_000 };

let world: ProviderWorld | undefined;
afterEach(() => world?.close());

async function discord(answers: ProviderAnswers): Promise<ProviderWorld> {
  world = await providerWorld(
    'discord',
    {},
    {
      [TOKEN]: { body: tokens },
      [USER]: { body: { id: '1' } },
      ...answers,
    },
    limits,
  );
  return world;
}

describe('the redirect back', () => {
  test.each([
    ['of another flow', { state: 'other' }, 'provider_error'],
    ['with an error', { error: 'server_error' }, 'provider_error'],
    ['with a denial', { error: 'access_denied', error_description: 'No.' }, 'denied'],
    ['with an ID token of the implicit flow', { id_token: 'x' }, 'provider_error'],
    ['with a signed response', { response: 'x' }, 'provider_error'],
    ['with an empty code', { code: '' }, 'provider_error'],
  ])('%s redeems nothing', async (_what, params, kind) => {
    const { login, seen } = await discord({});
    await expect(login(params)).rejects.toMatchObject({ kind });
    expect(seen).toEqual([]);
  });

  test('with an issuer of a provider that has none is taken', async () => {
    const { login } = await discord({});
    expect((await login({ iss: 'https://anything.example' })).subject).toBe('1');
  });
});

describe('a token endpoint', () => {
  test.each<[string, ProviderAnswers[string], object]>([
    [
      'that refuses',
      { status: 400, body: { error: 'invalid_grant', error_description: 'No\n.' } },
      { kind: 'provider_error', code: 'invalid_grant', description: 'No .' },
    ],
    [
      'that challenges',
      {
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="x"' },
        body: { error: 'invalid_client' },
      },
      { kind: 'provider_error', code: 'invalid_client' },
    ],
    [
      'that has a page for errors',
      { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' },
      { kind: 'provider_error' },
    ],
    ['that answers garbage', { body: '{"access_token":' }, { kind: 'provider_error' }],
    ['that answers a list', { body: [tokens] }, { kind: 'provider_error' }],
    ['that gives no token', { body: { token_type: 'Bearer' } }, { kind: 'provider_error' }],
    [
      'that gives an empty token',
      { body: { ...tokens, access_token: '' } },
      { kind: 'provider_error' },
    ],
    [
      'that gives a token of an unknown type',
      { body: { ...tokens, token_type: 'mac' } },
      { kind: 'provider_error' },
    ],
    [
      'that leads elsewhere',
      { status: 307, headers: { location: 'http://127.0.0.1/' }, body: '' },
      { kind: 'provider_error' },
    ],
    ['that is silent', () => 'silence', { kind: 'unreachable' }],
    ['that has no end', { body: { ...tokens, x: 'x'.repeat(60_000) } }, { kind: 'provider_error' }],
  ])('%s ends the login', async (_what, answer, failure) => {
    const { login } = await discord({ [TOKEN]: answer });
    await expect(login()).rejects.toMatchObject({
      name: 'ProviderFailure',
      stage: 'token',
      ...failure,
    });
  });

  test('empty members of its answer count as absent', async () => {
    const body = { ...tokens, refresh_token: '', scope: null, id_token: null };
    const { login } = await discord({ [TOKEN]: { body } });
    expect((await login({}, ['guilds'])).tokens).toEqual({
      access_token: 'a1',
      access_token_expires_in: 60,
      refresh_token: '',
      id_token: '',
      scopes: ['identify', 'email', 'guilds'],
    });
  });
});

describe('who it is', () => {
  test.each<[string, ProviderAnswers[string], object]>([
    [
      'is refused',
      { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: '{}' },
      { kind: 'provider_error' },
    ],
    ['is garbage', { body: 'null' }, { kind: 'provider_error' }],
    ['is nobody', { body: { username: 'ada' } }, { kind: 'provider_error' }],
    ['is no account', { body: { id: { $ne: '' } } }, { kind: 'provider_error' }],
    ['is an endless name', { body: { id: '1'.repeat(256) } }, { kind: 'provider_error' }],
    ['never comes', () => 'silence', { kind: 'unreachable' }],
  ])('%s: no login', async (_what, answer, failure) => {
    const { login } = await discord({ [USER]: answer });
    await expect(login()).rejects.toMatchObject({
      name: 'ProviderFailure',
      stage: 'identity',
      ...failure,
    });
  });

  test('no more is taken than fits', async () => {
    const body = {
      id: 7,
      username: `  Ada\u0000${'x'.repeat(300)}`,
      locale: ['de'],
      email: '',
      verified: true,
      avatar: null,
      picture: 'javascript:alert(1)',
    };
    const identity = await (await discord({ [USER]: { body } })).login();
    expect(identity).toMatchObject({
      subject: '7',
      email: undefined,
      emailVerified: false,
      pictureUrl: '',
      locale: '',
    });
    expect(identity.name.first_name).toBe('Ada');
    expect(identity.name.last_name.length).toBeLessThan(200);
  });

  test('an access token that cannot stand in a header goes nowhere', async () => {
    const body = { ...tokens, access_token: 'a\r\nx-other: 1' };
    const { login, seen } = await discord({ [TOKEN]: { body } });
    await expect(login()).rejects.toMatchObject({ kind: 'provider_error', stage: 'identity' });
    expect(seen).toHaveLength(1);
  });
});

describe('failures', () => {
  test('hold no secret, code or token', async () => {
    const { login } = await discord({ [USER]: { status: 500, body: 'x' } });
    const failure: unknown = await login({ code: 'the-code' }).catch((error: unknown) => error);
    const told = `${failure} ${JSON.stringify(failure)}`;
    expect(told).not.toMatch(/the-code|secret-1|\ba1\b/);
  });

  test('nothing entered, or not enough, is not configured', async () => {
    world = await providerWorld('discord', {}, {}, { unconfigured: true });
    const { client } = world;
    await expect(world.start()).rejects.toMatchObject({ kind: 'not_configured' });
    await expect(world.login()).rejects.toMatchObject({ kind: 'not_configured' });
    const check = client.assertConfigured(testEnvironment, 'discord');
    await expect(check).rejects.toMatchObject({ kind: 'not_configured' });
    await world.close();
    world = await providerWorld('discord', { secret: '' }, {});
    await expect(world.start()).rejects.toMatchObject({
      kind: 'not_configured',
      description: 'client_secret is missing: Client secret',
    });
  });
});

describe('an address that a tenant enters', () => {
  const reach = (endpoint: string) => {
    const endpoints = {
      authorization_endpoint: `${endpoint}/a`,
      token_endpoint: `${endpoint}/t`,
      jwks_uri: `${endpoint}/k`,
    };
    const settings = { ...emptySettings('oidc'), clientId: 'c', secret: 's' };
    return createProviderClient({
      settingsOf: async () => ({ ...settings, issuer: endpoint, endpoints }),
      outgoing: createOutgoing({ allowPrivate: false, timeoutMs: 2_000 }),
      clock: { now: Date.now },
    });
  };
  const back = { ...flow, params: { code: 'code-1', state: flow.state } };

  test.each([
    'https://127.0.0.1',
    'https://[::1]',
    'https://169.254.169.254',
    'https://10.0.0.1',
    'https://[::ffff:127.0.0.1]',
    'https://2130706433',
    'http://example.com',
  ])('%s is never talked to', async (endpoint) => {
    const attempt = reach(endpoint).exchange(testEnvironment, 'oidc', back);
    await expect(attempt).rejects.toMatchObject({ kind: 'unreachable', stage: 'token' });
  });

  test('is refused in metadata as well', async () => {
    const issuer = 'https://id.example.com';
    world = await providerWorld(
      'oidc',
      { issuer },
      {
        [`GET ${issuer}/.well-known/openid-configuration`]: {
          body: {
            issuer,
            authorization_endpoint: `${issuer}/a`,
            token_endpoint: 'https://169.254.169.254/latest/meta-data',
            jwks_uri: `${issuer}/k`,
          },
        },
      },
    );
    const guarded = createOutgoing({ allowPrivate: false });
    const { outgoing } = world;
    const client = createProviderClient({
      settingsOf: async () => ({ ...emptySettings('oidc'), clientId: 'c', secret: 's', issuer }),
      outgoing: {
        request: (url, request) =>
          (url.startsWith(issuer) ? outgoing : guarded).request(url, request),
      },
      clock: { now: Date.now },
    });
    const attempt = client.exchange(testEnvironment, 'oidc', back);
    await expect(attempt).rejects.toMatchObject({ kind: 'unreachable', stage: 'token' });
  });
});

describe('the stand-in', () => {
  const issuer = 'https://stand-in.example/microsoft';

  async function standIn(provider: 'microsoft' | 'github') {
    const signer = await createSigner('ES256');
    const id_token = await signer.sign({
      iss: issuer,
      aud: 'stand-in',
      sub: 'person-1',
      nonce: flow.nonce,
      email: 'ada@example.com',
      email_verified: true,
      ...standardTimes(),
    });
    const client: StandIn = {
      clientFor: () => ({ issuer, clientId: 'stand-in', clientSecret: 'secret' }),
      within: (outgoing) => outgoing,
    };
    const options = { unconfigured: true, standIn: client } as const;
    world = await providerWorld(
      provider,
      {},
      {
        [`GET ${issuer}/.well-known/openid-configuration`]: {
          body: {
            issuer,
            authorization_endpoint: `${issuer}/authorize`,
            token_endpoint: `${issuer}/token`,
            jwks_uri: `${issuer}/jwks`,
            id_token_signing_alg_values_supported: ['ES256'],
          },
        },
        [`POST ${issuer}/token`]: { body: { access_token: 'a', token_type: 'Bearer', id_token } },
        [`GET ${issuer}/jwks`]: { body: signer.jwks },
      },
      options,
    );
    return world;
  }

  test('answers for a provider that nothing is entered for', async () => {
    const { start, login, client } = await standIn('github');
    await client.assertConfigured(testEnvironment, 'github');
    expect((await start()).href).toContain(`${issuer}/authorize?`);
    expect(await login()).toMatchObject({ subject: 'person-1', emailVerified: true });
  });

  test('proves no email where the provider itself does not', async () => {
    const { login } = await standIn('microsoft');
    expect(await login()).toMatchObject({ email: 'ada@example.com', emailVerified: false });
  });
});
