import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

const token = 'POST https://graph.facebook.com/oauth/access_token';

describe('Facebook', () => {
  test('is asked with the proof of the app secret', async () => {
    world = await providerWorld(
      'facebook',
      {},
      {
        [token]: { body: { access_token: 'EAAB', token_type: 'bearer', expires_in: 5183944 } },
        'GET https://graph.facebook.com/me': {
          body: {
            id: '10158',
            name: 'Ada King Lovelace',
            first_name: 'Ada',
            middle_name: 'King',
            last_name: 'Lovelace',
            email: 'ada@example.com',
            picture: { data: { url: 'https://platform-lookaside.fbsbx.com/1.jpg' } },
          },
        },
      },
    );
    expect(await world.login()).toMatchObject({
      subject: '10158',
      email: 'ada@example.com',
      emailVerified: false,
      name: { first_name: 'Ada', middle_name: 'King', last_name: 'Lovelace' },
      pictureUrl: 'https://platform-lookaside.fbsbx.com/1.jpg',
      tokens: { access_token: 'EAAB', refresh_token: '', scopes: ['email', 'public_profile'] },
    });
    const proof = createHmac('sha256', 'secret-1').update('EAAB').digest('hex');
    expect(world.seen[1]?.query).toMatchObject({ appsecret_proof: proof });
  });

  test.each([
    [1, 'Error validating client secret.', 'invalid_client'],
    [100, 'This authorization code has been used.', 'invalid_grant'],
  ])('error %i is told as OAuth does', async (code, message, expected) => {
    const error = { message, type: 'OAuthException', code, fbtrace_id: 'x' };
    world = await providerWorld('facebook', {}, { [token]: { status: 400, body: { error } } });
    await expect(world.login()).rejects.toMatchObject({
      kind: 'provider_error',
      stage: 'token',
      code: expected,
      description: message,
    });
  });
});
