import { createHash, generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, standardTimes, type TestSigner } from '../../../testing/oauth/id-tokens.ts';
import {
  flow,
  type ProviderWorld,
  providerWorld,
  testEnvironment,
} from '../../../testing/oauth/provider-login.ts';

const developer = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const settings = {
  clientId: 'com.example.web',
  secret: developer.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  teamId: 'TEAM123456',
  keyId: 'KEY1234567',
  appIds: ['com.example.app'],
};
const claims = {
  iss: 'https://appleid.apple.com',
  aud: 'com.example.web',
  sub: '001234.abcdef.0123',
  nonce: flow.nonce,
  email: 'x7y8z9@privaterelay.appleid.com',
  email_verified: 'true',
  is_private_email: 'true',
};
const user = JSON.stringify({
  name: { firstName: 'Ada', lastName: 'Lovelace' },
  email: 'ada@example.com',
});

let signer: TestSigner;
let world: ProviderWorld;
beforeAll(async () => {
  signer = await createSigner();
});
afterEach(() => world.close());

async function apple() {
  const id_token = await signer.sign({ ...claims, ...standardTimes() });
  world = await providerWorld('apple', settings, {
    'POST https://appleid.apple.com/auth/token': {
      body: {
        access_token: 'a1',
        token_type: 'Bearer',
        expires_in: 3600,
        refresh_token: 'r1',
        id_token,
      },
    },
    'GET https://appleid.apple.com/auth/keys': { body: signer.jwks },
  });
  return id_token;
}

describe('Apple', () => {
  test('comes back by a form, without PKCE', async () => {
    await apple();
    const { searchParams } = await world.start({ providerParams: { response_mode: 'query' } });
    expect(Object.fromEntries(searchParams)).toMatchObject({
      response_mode: 'form_post',
      scope: 'name email',
      nonce: flow.nonce,
    });
    expect(searchParams.has('code_challenge')).toBe(false);
  });

  test('proves itself with a secret signed by the developer key, minted once an hour', async () => {
    await apple();
    await world.login();
    await world.login();
    const [first, , second] = world.seen;
    const secret = String(first?.form['client_secret']);
    const { payload, protectedHeader } = await jwtVerify(secret, developer.publicKey, {
      audience: 'https://appleid.apple.com',
      issuer: 'TEAM123456',
      subject: 'com.example.web',
    });
    expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: 'KEY1234567' });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3600);
    expect(second?.form['client_secret']).toBe(secret);
  });

  test('tells the name in the form field of the first login only', async () => {
    await apple();
    const first = await world.login({ user });
    expect(first).toMatchObject({
      subject: '001234.abcdef.0123',
      // The address in the form is not signed by anybody.
      email: 'x7y8z9@privaterelay.appleid.com',
      emailVerified: true,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      tokens: { refresh_token: 'r1', scopes: ['name', 'email'] },
    });
    const later = await world.login();
    expect(later.name).toEqual({ first_name: '', middle_name: '', last_name: '' });
    expect((await world.login({ user: '{"name":' })).name.first_name).toBe('');
  });

  test('cancelling is a denial', async () => {
    await apple();
    const failure = world.login({ error: 'user_cancelled_authorize' });
    await expect(failure).rejects.toMatchObject({ kind: 'denied', stage: 'callback' });
  });

  test('of a phone: the claim is the hash of the nonce, the audience the bundle id', async () => {
    await apple();
    const nonce = createHash('sha256').update('raw-nonce').digest('base64');
    const idToken = await signer.sign({
      ...claims,
      ...standardTimes(),
      aud: 'com.example.app',
      nonce,
    });
    const { client } = world;
    const identity = await client.identify(testEnvironment, 'apple', {
      idToken,
      nonce: 'raw-nonce',
    });
    expect(identity).toMatchObject({ subject: claims.sub, tokens: { id_token: idToken } });
    await expect(
      client.identify(testEnvironment, 'apple', { idToken, nonce }),
    ).rejects.toMatchObject({ detail: 'id_token_nonce_invalid' });
  });
});
