import { afterEach, expect, test } from 'vitest';
import { type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

const bitbucket = (values: object[]) =>
  providerWorld(
    'bitbucket',
    { clientId: 'key', secret: 'se-cret' },
    {
      'POST https://bitbucket.org/site/oauth2/access_token': {
        body: {
          access_token: 'a1',
          scopes: 'email account',
          expires_in: 7200,
          refresh_token: 'r1',
          token_type: 'bearer',
        },
      },
      'GET https://api.bitbucket.org/2.0/user': {
        body: {
          type: 'user',
          uuid: '{b7a8}',
          account_id: '557058:1',
          display_name: 'Ada Lovelace',
          links: { avatar: { href: 'https://avatar.example/ada.png' } },
        },
      },
      'GET https://api.bitbucket.org/2.0/user/emails': { body: { values } },
    },
  );

test('Bitbucket: the confirmed primary email, Basic credentials as they are', async () => {
  world = await bitbucket([
    { email: 'old@example.com', is_primary: false, is_confirmed: true },
    { email: 'ada@example.com', is_primary: true, is_confirmed: true },
  ]);
  expect(await world.login()).toMatchObject({
    subject: '{b7a8}',
    email: 'ada@example.com',
    emailVerified: true,
    name: { first_name: 'Ada', last_name: 'Lovelace' },
    pictureUrl: 'https://avatar.example/ada.png',
    tokens: { scopes: ['email', 'account'], refresh_token: 'r1' },
  });
  const basic = Buffer.from('key:se-cret').toString('base64');
  expect(world.seen[0]?.headers['authorization']).toBe(`Basic ${basic}`);
  expect(world.seen[0]?.form).not.toHaveProperty('client_secret');
});

test('Bitbucket: a primary email that is not confirmed is not verified', async () => {
  world = await bitbucket([{ email: 'ada@example.com', is_primary: true, is_confirmed: false }]);
  expect(await world.login()).toMatchObject({ email: 'ada@example.com', emailVerified: false });
});
