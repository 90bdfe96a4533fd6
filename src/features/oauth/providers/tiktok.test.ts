import { afterEach, expect, test } from 'vitest';
import { type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

const token = 'POST https://open.tiktokapis.com/v2/oauth/token/';

test('TikTok: a client key, scopes with commas, the account below data.user', async () => {
  world = await providerWorld(
    'tiktok',
    {},
    {
      [token]: {
        body: {
          access_token: 'act.1',
          expires_in: 86400,
          open_id: 'afd97af1',
          refresh_expires_in: 31536000,
          refresh_token: 'rft.1',
          scope: 'user.info.basic,video.list',
          token_type: 'Bearer',
        },
      },
      'GET https://open.tiktokapis.com/v2/user/info/': {
        body: {
          data: {
            user: {
              open_id: 'afd97af1',
              union_id: 'c9c60f44',
              display_name: 'Ada',
              avatar_url: 'https://p19-sign.tiktokcdn-us.com/1.jpeg',
            },
          },
          error: { code: 'ok', message: '', log_id: '1' },
        },
      },
    },
  );
  const { searchParams } = await world.start({ scopes: ['video.list'] });
  expect(searchParams.get('client_key')).toBe('client-1');
  expect(searchParams.get('scope')).toBe('user.info.basic,video.list');
  expect(searchParams.has('client_id') || searchParams.has('code_challenge')).toBe(false);
  expect(await world.login()).toMatchObject({
    subject: 'afd97af1',
    email: undefined,
    name: { first_name: 'Ada', last_name: '' },
    pictureUrl: 'https://p19-sign.tiktokcdn-us.com/1.jpeg',
    tokens: { scopes: ['user.info.basic', 'video.list'], refresh_token: 'rft.1' },
  });
  expect(world.seen[0]?.form).toMatchObject({ client_key: 'client-1', client_secret: 'secret-1' });
  expect(world.seen[0]?.form).not.toHaveProperty('client_id');
  expect(world.seen[1]?.query['fields']).toContain('open_id');
});

test('TikTok: an error with the status of a success is one', async () => {
  const body = { error: 'invalid_grant', error_description: 'Expired.', log_id: '1' };
  world = await providerWorld('tiktok', {}, { [token]: { body } });
  await expect(world.login()).rejects.toMatchObject({ code: 'invalid_grant', stage: 'token' });
});
