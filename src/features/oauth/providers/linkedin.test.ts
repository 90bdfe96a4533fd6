import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, standardTimes, type TestSigner } from '../../../testing/oauth/id-tokens.ts';
import { type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

let signer: TestSigner;
let world: ProviderWorld;
beforeAll(async () => {
  signer = await createSigner();
});
afterEach(() => world.close());

async function linkedin(changes: object = {}) {
  const id_token = await signer.sign({
    iss: 'https://www.linkedin.com/oauth',
    aud: 'client-1',
    sub: '782bbtaQ',
    ...standardTimes(),
    ...changes,
  });
  world = await providerWorld(
    'linkedin',
    {},
    {
      'POST https://www.linkedin.com/oauth/v2/accessToken': {
        body: { access_token: 'a1', expires_in: 5184000, scope: 'email,openid,profile', id_token },
      },
      'GET https://www.linkedin.com/oauth/openid/jwks': { body: signer.jwks },
      'GET https://api.linkedin.com/v2/userinfo': {
        body: {
          sub: '782bbtaQ',
          name: 'Ada Lovelace',
          given_name: 'Ada',
          family_name: 'Lovelace',
          picture: 'https://media.licdn-ei.com/dms/image/1/',
          locale: { country: 'US', language: 'en' },
          email: 'ada@example.com',
          email_verified: true,
        },
      },
    },
  );
}

describe('LinkedIn', () => {
  test('hands back no nonce and no token type, and knows no PKCE next to a secret', async () => {
    await linkedin();
    expect((await world.start()).searchParams.has('code_challenge')).toBe(false);
    expect(await world.login()).toMatchObject({
      subject: '782bbtaQ',
      email: 'ada@example.com',
      emailVerified: true,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      locale: 'en',
      tokens: { scopes: ['email', 'openid', 'profile'] },
    });
    expect(world.seen[0]?.form).not.toHaveProperty('code_verifier');
  });

  test('a nonce that is there must be ours', async () => {
    await linkedin({ nonce: 'of another flow' });
    await expect(world.login()).rejects.toMatchObject({ detail: 'id_token_nonce_invalid' });
  });

  test('leaving its page is a denial', async () => {
    await linkedin();
    const failure = world.login({ error: 'user_cancelled_login', error_description: 'Cancelled.' });
    await expect(failure).rejects.toMatchObject({ kind: 'denied', code: 'user_cancelled_login' });
  });
});
