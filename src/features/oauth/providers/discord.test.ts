import { afterEach, expect, test } from 'vitest';
import { type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

const discord = (user: object) =>
  providerWorld(
    'discord',
    {},
    {
      'POST https://discord.com/api/oauth2/token': {
        body: {
          access_token: 'a1',
          token_type: 'Bearer',
          expires_in: 604800,
          refresh_token: 'r1',
          scope: 'identify email',
        },
      },
      'GET https://discord.com/api/v10/users/@me': {
        body: {
          id: '80351110224678912',
          username: 'ada',
          global_name: null,
          avatar: null,
          locale: 'en-US',
          email: 'ada@example.com',
          verified: true,
          ...user,
        },
      },
    },
  );

test('Discord: a verified email, and the picture made from its hash', async () => {
  world = await discord({ global_name: 'Ada L', avatar: '8342729096ea3675442027381ff50dfe' });
  expect(await world.login()).toMatchObject({
    subject: '80351110224678912',
    email: 'ada@example.com',
    emailVerified: true,
    name: { first_name: 'Ada', last_name: 'L' },
    pictureUrl:
      'https://cdn.discordapp.com/avatars/80351110224678912/8342729096ea3675442027381ff50dfe.png',
    locale: 'en-US',
    tokens: { access_token_expires_in: 604800, scopes: ['identify', 'email'] },
  });
});

test('Discord: without a display name and a picture, and with an unverified email', async () => {
  world = await discord({ verified: false });
  expect(await world.login()).toMatchObject({
    emailVerified: false,
    name: { first_name: 'ada' },
    pictureUrl: '',
  });
});
