import { afterEach, describe, expect, test } from 'vitest';
import {
  challengeOfFlow,
  flow,
  type ProviderWorld,
  providerWorld,
} from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

const token = 'POST https://github.com/login/oauth/access_token';
const emails = 'GET https://api.github.com/user/emails';
const answers = {
  [token]: { body: { access_token: 'gho_1', scope: 'read:org,user:email', token_type: 'bearer' } },
  'GET https://api.github.com/user': {
    body: {
      login: 'ada',
      id: 583231,
      avatar_url: 'https://avatars.githubusercontent.com/u/583231',
      name: 'Ada Lovelace',
      // The public address.
      email: 'public@example.com',
    },
  },
  [emails]: {
    body: [
      { email: 'work@example.com', primary: false, verified: true, visibility: null },
      { email: 'ada@example.com', primary: true, verified: true, visibility: 'private' },
    ],
  },
};

describe('GitHub', () => {
  test('gives a number as subject and the verified primary email', async () => {
    world = await providerWorld('github', {}, answers);
    expect(await world.login()).toMatchObject({
      subject: '583231',
      email: 'ada@example.com',
      emailVerified: true,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      pictureUrl: 'https://avatars.githubusercontent.com/u/583231',
      profile: { login: 'ada' },
      tokens: { access_token: 'gho_1', scopes: ['read:org', 'user:email'] },
    });
    const [exchange, user] = world.seen;
    expect(exchange?.form).toEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      redirect_uri: flow.redirectUri,
      code_verifier: flow.codeVerifier,
      client_id: 'client-1',
      client_secret: 'secret-1',
    });
    expect(exchange?.headers).toMatchObject({ accept: 'application/json' });
    expect(user?.headers).toMatchObject({ authorization: 'Bearer gho_1' });
    for (const { headers } of world.seen) expect(headers['user-agent']).toMatch(/^selvage\//);
  });

  test('starts with PKCE and with what the app adds', async () => {
    world = await providerWorld('github', {}, answers);
    const url = await world.start({ scopes: ['repo', 'user:email'] });
    expect(url.origin + url.pathname).toBe('https://github.com/login/oauth/authorize');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      access_type: 'offline',
      client_id: 'client-1',
      redirect_uri: flow.redirectUri,
      response_type: 'code',
      scope: 'user:email repo',
      state: flow.state,
      code_challenge: challengeOfFlow,
      code_challenge_method: 'S256',
    });
  });

  test('an address that nobody verified is not verified', async () => {
    const unverified = [{ email: 'ada@example.com', primary: true, verified: false }];
    world = await providerWorld('github', {}, { ...answers, [emails]: { body: unverified } });
    expect(await world.login()).toMatchObject({ email: 'ada@example.com', emailVerified: false });
  });

  test.each([
    ['bad_verification_code', 'invalid_grant'],
    ['incorrect_client_credentials', 'invalid_client'],
    ['redirect_uri_mismatch', 'redirect_uri_mismatch'],
  ])('the error %s comes with status 200 and is %s', async (error, code) => {
    const body = { error, error_description: 'No.', error_uri: 'https://docs.github.com/x' };
    world = await providerWorld('github', {}, { [token]: { body } });
    await expect(world.login()).rejects.toMatchObject({ kind: 'provider_error', code });
  });
});
