import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, standardTimes, type TestSigner } from '../../../testing/oauth/id-tokens.ts';
import {
  flow,
  type ProviderWorld,
  providerWorld,
  testEnvironment,
} from '../../../testing/oauth/provider-login.ts';

const token = 'POST https://oauth2.googleapis.com/token';
const claims = {
  iss: 'https://accounts.google.com',
  azp: 'client-1',
  aud: 'client-1',
  sub: '110169484474386276334',
  nonce: flow.nonce,
  email: 'ada@example.com',
  email_verified: true,
  name: 'Ada Lovelace',
  given_name: 'Ada',
  family_name: 'Lovelace',
  picture: 'https://lh3.googleusercontent.com/a/1',
  locale: 'en',
};
const tokens = {
  access_token: 'ya29.1',
  expires_in: 3599,
  refresh_token: '1//r',
  scope: 'openid https://www.googleapis.com/auth/userinfo.email',
  token_type: 'Bearer',
};

let signer: TestSigner;
let world: ProviderWorld;
beforeAll(async () => {
  signer = await createSigner();
});
afterEach(() => world.close());

async function google(changes: object = {}, settings: object = {}) {
  const id_token = await signer.sign({ ...claims, ...standardTimes(), ...changes });
  world = await providerWorld('google', settings, {
    [token]: { body: { ...tokens, id_token } },
    'GET https://www.googleapis.com/oauth2/v3/certs': { body: signer.jwks },
  });
  return id_token;
}

describe('Google', () => {
  test('tells everything in its ID token', async () => {
    const id_token = await google();
    expect(await world.login()).toMatchObject({
      subject: '110169484474386276334',
      email: 'ada@example.com',
      emailVerified: true,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      pictureUrl: 'https://lh3.googleusercontent.com/a/1',
      locale: 'en',
      tokens: {
        access_token: 'ya29.1',
        access_token_expires_in: 3599,
        refresh_token: '1//r',
        id_token,
        scopes: ['openid', 'https://www.googleapis.com/auth/userinfo.email'],
      },
    });
  });

  test('asks for a refresh token, and for what the app adds, but lets nobody replace ours', async () => {
    await google();
    const { searchParams } = await world.start({
      providerParams: {
        prompt: 'consent',
        login_hint: 'ada@example.com',
        client_id: 'other',
        'SCOPE[]': 'x',
        redirect_uri: 'https://evil.example/',
        state: 'x',
        nonce: 'x',
        code_challenge_method: 'plain',
        response_type: 'token',
        request: 'x',
        '': 'x',
      },
    });
    expect(Object.fromEntries(searchParams)).toMatchObject({
      access_type: 'offline',
      prompt: 'consent',
      login_hint: 'ada@example.com',
      client_id: 'client-1',
      redirect_uri: flow.redirectUri,
      response_type: 'code',
      state: flow.state,
      nonce: flow.nonce,
      code_challenge_method: 'S256',
    });
    expect(searchParams.has('request') || searchParams.has('SCOPE[]')).toBe(false);
  });

  test('an issuer without its scheme is Google too', async () => {
    await google({ iss: 'accounts.google.com' });
    expect((await world.login()).subject).toBe(claims.sub);
  });

  test('without an ID token its answer is incomplete', async () => {
    world = await providerWorld('google', {}, { [token]: { body: tokens } });
    await expect(world.login()).rejects.toMatchObject({
      kind: 'invalid_token',
      detail: 'google_missing_information',
    });
  });

  test('on phones an ID token for one of our apps is enough', async () => {
    const idToken = await google({ aud: 'ios-client' }, { appIds: ['ios-client'] });
    const identify = (nonce?: string) =>
      world.client.identify(testEnvironment, 'google', {
        idToken,
        ...(nonce !== undefined && { nonce }),
      });
    expect((await identify()).email).toBe('ada@example.com');
    expect((await identify(flow.nonce)).subject).toBe(claims.sub);
    await expect(identify('other')).rejects.toMatchObject({ detail: 'id_token_nonce_invalid' });
    // In the browser it is for the web client and no other.
    await expect(world.login()).rejects.toMatchObject({ detail: 'id_token_incorrect_audience' });
  });
});
