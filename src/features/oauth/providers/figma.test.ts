import { afterEach, expect, test } from 'vitest';
import {
  type ProviderWorld,
  providerWorld,
  testEnvironment,
} from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

const tokens = { access_token: 'figu_1', token_type: 'bearer', expires_in: 7776000 };

test('Figma: handle and picture, and an endpoint of its own for new tokens', async () => {
  world = await providerWorld(
    'figma',
    {},
    {
      'POST https://api.figma.com/v1/oauth/token': {
        body: { ...tokens, refresh_token: 'figur_1', user_id_string: '12345' },
      },
      'POST https://api.figma.com/v1/oauth/refresh': { body: tokens },
      'GET https://api.figma.com/v1/me': {
        body: {
          id: '12345',
          email: 'ada@example.com',
          handle: 'Ada Lovelace',
          img_url: 'https://s3-alpha.figma.com/profile/1',
        },
      },
    },
  );
  expect((await world.start()).searchParams.get('scope')).toBe('current_user:read');
  expect(await world.login()).toMatchObject({
    subject: '12345',
    email: 'ada@example.com',
    emailVerified: false,
    name: { first_name: 'Ada', last_name: 'Lovelace' },
    pictureUrl: 'https://s3-alpha.figma.com/profile/1',
  });
  expect(await world.client.refresh(testEnvironment, 'figma', 'figur_1')).toMatchObject({
    access_token: 'figu_1',
    refresh_token: '',
  });
  expect(world.seen.at(-1)?.form).toMatchObject({ refresh_token: 'figur_1' });
  expect(world.seen.at(-1)?.headers['authorization']).toMatch(/^Basic /);
});

test('Figma: its errors are told as OAuth does', async () => {
  world = await providerWorld(
    'figma',
    {},
    {
      'POST https://api.figma.com/v1/oauth/token': {
        status: 400,
        body: { error: true, status: 400, message: 'Invalid client_secret' },
      },
    },
  );
  await expect(world.login()).rejects.toMatchObject({ code: 'invalid_client', stage: 'token' });
});
