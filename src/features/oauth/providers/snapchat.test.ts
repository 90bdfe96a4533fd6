import { afterEach, expect, test } from 'vitest';
import {
  challengeOfFlow,
  type ProviderWorld,
  providerWorld,
} from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

test('Snapchat: is asked for what it shall tell, and gives no email', async () => {
  world = await providerWorld(
    'snapchat',
    {},
    {
      'POST https://accounts.snapchat.com/accounts/oauth2/token': {
        body: {
          access_token: 'a1',
          token_type: 'Bearer',
          expires_in: 3600,
          refresh_token: 'r1',
          scope: 'https://auth.snapchat.com/oauth2/api/user.display_name',
        },
      },
      'GET https://kit.snapchat.com/v1/me': {
        body: {
          data: {
            me: {
              externalId: 'CAESIPiRBp0e5gLDq7VVurQ',
              displayName: 'Ada L',
              bitmoji: { avatar: 'https://sdk.bitmoji.com/render/1.webp' },
            },
          },
          errors: [],
        },
      },
    },
  );
  const { searchParams } = await world.start();
  expect(searchParams.get('code_challenge')).toBe(challengeOfFlow);
  expect(searchParams.get('scope')).toBe(
    'https://auth.snapchat.com/oauth2/api/user.display_name https://auth.snapchat.com/oauth2/api/user.external_id',
  );
  expect(await world.login()).toMatchObject({
    subject: 'CAESIPiRBp0e5gLDq7VVurQ',
    email: undefined,
    emailVerified: false,
    name: { first_name: 'Ada', last_name: 'L' },
    pictureUrl: 'https://sdk.bitmoji.com/render/1.webp',
  });
  expect(world.seen[0]?.headers['authorization']).toMatch(/^Basic /);
  expect(world.seen[1]?.query['query']).toContain('externalId');
});
