import { afterEach, describe, expect, test } from 'vitest';
import { createSigner, standardTimes } from '../../../testing/oauth/id-tokens.ts';
import { flow, type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

const token = 'POST https://id.twitch.tv/oauth2/token';

describe('Twitch', () => {
  test('is asked for the claims it shall put into the ID token', async () => {
    const signer = await createSigner();
    const id_token = await signer.sign({
      iss: 'https://id.twitch.tv/oauth2',
      sub: '713936733',
      aud: 'client-1',
      azp: 'client-1',
      nonce: flow.nonce,
      ...standardTimes(),
      email: 'ada@example.com',
      email_verified: true,
      preferred_username: 'ada',
      picture: 'https://static-cdn.jtvnw.net/ada.png',
    });
    world = await providerWorld(
      'twitch',
      {},
      {
        [token]: {
          body: {
            access_token: 'a1',
            expires_in: 14687,
            id_token,
            refresh_token: 'r1',
            scope: ['openid', 'user:read:email'],
            token_type: 'bearer',
          },
        },
        'GET https://id.twitch.tv/oauth2/keys': { body: signer.jwks },
      },
    );
    const { searchParams } = await world.start({ providerParams: { claims: '{}' } });
    expect(JSON.parse(searchParams.get('claims') ?? '')).toEqual({
      id_token: { email: null, email_verified: null, picture: null, preferred_username: null },
    });
    expect(await world.login()).toMatchObject({
      subject: '713936733',
      email: 'ada@example.com',
      emailVerified: true,
      name: { first_name: 'ada' },
      pictureUrl: 'https://static-cdn.jtvnw.net/ada.png',
      tokens: { scopes: ['openid', 'user:read:email'] },
    });
  });

  test.each([
    [400, 'Invalid authorization code', 'invalid_grant'],
    [403, 'invalid client secret', 'invalid_client'],
  ])('error %i "%s" is %s', async (status, message, code) => {
    world = await providerWorld('twitch', {}, { [token]: { status, body: { status, message } } });
    await expect(world.login()).rejects.toMatchObject({ code, description: message });
  });
});
