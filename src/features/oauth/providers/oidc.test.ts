import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, standardTimes, type TestSigner } from '../../../testing/oauth/id-tokens.ts';
import { flow, type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';
import type { ProviderAnswers } from '../../../testing/oauth/provider-server.ts';

const ISSUER = 'https://id.example.com/realms/main';
const CONFIGURATION = `GET ${ISSUER}/.well-known/openid-configuration`;
const metadata = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/auth`,
  token_endpoint: `${ISSUER}/token`,
  userinfo_endpoint: `${ISSUER}/userinfo`,
  jwks_uri: `${ISSUER}/certs`,
  id_token_signing_alg_values_supported: ['HS256', 'ES256'],
};
const person = { sub: 'f:1', email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' };

let signer: TestSigner;
let world: ProviderWorld;
beforeAll(async () => {
  signer = await createSigner('ES256');
});
afterEach(() => world.close());

async function oidc(changes: ProviderAnswers = {}, settings: object = {}) {
  const claims = { iss: ISSUER, aud: 'client-1', sub: 'f:1', nonce: flow.nonce };
  const id_token = await signer.sign({ ...claims, ...standardTimes() });
  world = await providerWorld(
    'oidc',
    { issuer: ISSUER, ...settings },
    {
      [CONFIGURATION]: { body: metadata },
      [`POST ${ISSUER}/token`]: { body: { access_token: 'a1', token_type: 'Bearer', id_token } },
      [`GET ${ISSUER}/certs`]: { body: signer.jwks },
      [`GET ${ISSUER}/userinfo`]: { body: person },
      ...changes,
    },
  );
}

const changed = (changes: object): ProviderAnswers => ({
  [CONFIGURATION]: { body: { ...metadata, ...changes } },
});

describe('any OpenID provider', () => {
  test('is found by its issuer, once', async () => {
    await oidc();
    const url = await world.start();
    expect(url.origin + url.pathname).toBe(`${ISSUER}/auth`);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    expect(await world.login()).toMatchObject({
      subject: 'f:1',
      email: 'ada@example.com',
      emailVerified: true,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
    });
    await world.login();
    const asked = world.seen.map(({ target }) => target);
    expect(asked.filter((target) => target === CONFIGURATION)).toHaveLength(1);
    expect(asked.filter((target) => target === `GET ${ISSUER}/certs`)).toHaveLength(1);
  });

  test('gets the credentials in the way it knows', async () => {
    await oidc();
    await world.login();
    const token = (one: ProviderWorld) =>
      one.seen.find(({ target }) => target === `POST ${ISSUER}/token`);
    expect(token(world)?.headers['authorization']).toMatch(/^Basic /);
    await world.close();
    await oidc(changed({ token_endpoint_auth_methods_supported: ['client_secret_post'] }));
    await world.login();
    expect(token(world)?.form).toMatchObject({ client_id: 'client-1', client_secret: 'secret-1' });
    await world.close();
    await oidc({}, { secret: '' });
    await world.login();
    expect(token(world)?.headers).not.toHaveProperty('authorization');
    expect(token(world)?.form).toMatchObject({ client_id: 'client-1' });
  });

  test('without discovery has its endpoints entered', async () => {
    const endpoints = {
      authorization_endpoint: `${ISSUER}/auth`,
      token_endpoint: `${ISSUER}/token`,
      jwks_uri: `${ISSUER}/certs`,
    };
    signer = await createSigner('RS256');
    await oidc({ [CONFIGURATION]: { status: 404, body: '' } }, { endpoints });
    expect((await world.login()).subject).toBe('f:1');
    signer = await createSigner('ES256');
  });

  test.each([
    ['of another issuer', { issuer: 'https://evil.example.com' }],
    ['without keys', { jwks_uri: undefined }],
    ['that send browsers into a script', { authorization_endpoint: 'javascript:alert(1)' }],
  ])('has no metadata %s', async (_what, changes) => {
    await oidc(changed(changes));
    await expect(world.start()).rejects.toMatchObject({
      kind: 'provider_error',
      stage: 'settings',
    });
  });

  test('one whose metadata are gone is asked again next time', async () => {
    let broken = true;
    await oidc({
      [CONFIGURATION]: () => (broken ? { status: 503, body: 'down' } : { body: metadata }),
    });
    await expect(world.start()).rejects.toMatchObject({ stage: 'settings' });
    broken = false;
    expect((await world.start()).pathname).toBe('/realms/main/auth');
  });

  test('that names itself in the redirect must be the right one (RFC 9207)', async () => {
    await oidc(changed({ authorization_response_iss_parameter_supported: true }));
    expect((await world.login({ iss: ISSUER })).subject).toBe('f:1');
    for (const params of [{ iss: 'https://evil.example.com' }, {}]) {
      await expect(world.login(params)).rejects.toMatchObject({ stage: 'callback' });
    }
  });

  test('that tells about somebody else at UserInfo is not believed', async () => {
    await oidc({ [`GET ${ISSUER}/userinfo`]: { body: { ...person, sub: 'f:2' } } });
    await expect(world.login()).rejects.toMatchObject({ stage: 'identity' });
  });
});
