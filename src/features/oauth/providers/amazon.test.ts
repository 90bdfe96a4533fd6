import { afterEach, expect, test } from 'vitest';
import {
  challengeOfFlow,
  type ProviderWorld,
  providerWorld,
} from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

test('Amazon: profile by user_id, whose email proves nothing', async () => {
  world = await providerWorld(
    'amazon',
    {},
    {
      'POST https://api.amazon.com/auth/o2/token': {
        body: {
          access_token: 'Atza|access',
          token_type: 'bearer',
          expires_in: 3600,
          refresh_token: 'Atzr|refresh',
        },
      },
      'GET https://api.amazon.com/user/profile': {
        body: {
          user_id: 'amzn1.account.ABC',
          email: 'ada@example.com',
          name: 'Ada King Lovelace',
          postal_code: '98052',
        },
      },
    },
  );
  const url = await world.start();
  expect(url.origin + url.pathname).toBe('https://www.amazon.com/ap/oa');
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    scope: 'profile',
    code_challenge: challengeOfFlow,
    code_challenge_method: 'S256',
  });
  expect(await world.login()).toMatchObject({
    subject: 'amzn1.account.ABC',
    email: 'ada@example.com',
    emailVerified: false,
    name: { first_name: 'Ada', middle_name: '', last_name: 'King Lovelace' },
    tokens: {
      access_token: 'Atza|access',
      refresh_token: 'Atzr|refresh',
      access_token_expires_in: 3600,
      id_token: '',
      scopes: ['profile'],
    },
  });
  expect(world.seen[0]?.form).toMatchObject({ client_id: 'client-1', client_secret: 'secret-1' });
});
