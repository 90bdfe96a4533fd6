import { afterEach, describe, expect, test } from 'vitest';
import {
  challengeOfFlow,
  flow,
  type ProviderWorld,
  providerWorld,
} from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

const token = 'POST https://api.x.com/2/oauth2/token';
const me = 'GET https://api.x.com/2/users/me';
const tokens = {
  token_type: 'bearer',
  expires_in: 7200,
  access_token: 'a1',
  scope: 'users.read tweet.read',
};

describe('Twitter', () => {
  test('by OAuth 2.0 with PKCE and Basic', async () => {
    world = await providerWorld(
      'twitter',
      {},
      {
        [token]: { body: tokens },
        [me]: {
          body: {
            data: {
              id: '2244994945',
              name: 'Ada Lovelace',
              username: 'ada',
              profile_image_url: 'https://pbs.twimg.com/profile_images/1_normal.jpg',
            },
          },
        },
      },
    );
    expect((await world.start()).searchParams.get('code_challenge')).toBe(challengeOfFlow);
    expect(await world.login()).toMatchObject({
      subject: '2244994945',
      email: undefined,
      emailVerified: false,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      pictureUrl: 'https://pbs.twimg.com/profile_images/1_normal.jpg',
    });
    const basic = Buffer.from('client-1:secret-1').toString('base64');
    expect(world.seen[0]?.headers['authorization']).toBe(`Basic ${basic}`);
    expect(world.seen[0]?.form['code_verifier']).toBe(flow.codeVerifier);
  });

  test.each([401, 403])(
    'its %i has an error of its own, wherever it is answered',
    async (status) => {
      const body = { title: 'No', detail: 'No.', type: 'about:blank', status };
      const headers = { 'www-authenticate': 'Basic realm="x"' };
      world = await providerWorld('twitter', {}, { [token]: { status, headers, body } });
      await expect(world.login()).rejects.toMatchObject({ detail: `twitter_${status}` });
      await world.close();
      world = await providerWorld(
        'twitter',
        {},
        {
          [token]: { body: tokens },
          [me]: { status, body },
        },
      );
      await expect(world.login()).rejects.toMatchObject({
        stage: 'identity',
        detail: `twitter_${status}`,
      });
    },
  );
});
