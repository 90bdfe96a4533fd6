import { afterEach, expect, test } from 'vitest';
import {
  challengeOfFlow,
  type ProviderWorld,
  providerWorld,
} from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

test('Coinbase: the account below data, whose email proves nothing', async () => {
  world = await providerWorld(
    'coinbase',
    {},
    {
      'POST https://login.coinbase.com/oauth2/token': {
        body: {
          access_token: 'a1',
          token_type: 'bearer',
          expires_in: 3599,
          refresh_token: 'r1',
          scope: 'wallet:user:read wallet:user:email',
        },
      },
      'GET https://api.coinbase.com/v2/user': {
        body: {
          data: {
            id: '9da7a204-544e-5fd1-9a12-61176c5d4cd8',
            name: 'Ada Lovelace',
            username: 'ada',
            email: 'ada@example.com',
            avatar_url: 'https://images.coinbase.com/avatar?h=1',
          },
        },
      },
    },
  );
  const { searchParams } = await world.start();
  expect(searchParams.get('scope')).toBe('wallet:user:read wallet:user:email');
  expect(searchParams.get('code_challenge')).toBe(challengeOfFlow);
  expect(await world.login()).toMatchObject({
    subject: '9da7a204-544e-5fd1-9a12-61176c5d4cd8',
    email: 'ada@example.com',
    emailVerified: false,
    name: { first_name: 'Ada', last_name: 'Lovelace' },
    pictureUrl: 'https://images.coinbase.com/avatar?h=1',
  });
});
