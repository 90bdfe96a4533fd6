import { afterEach, expect, test } from 'vitest';
import { createSigner, standardTimes } from '../../../testing/oauth/id-tokens.ts';
import {
  challengeOfFlow,
  flow,
  type ProviderWorld,
  providerWorld,
} from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

test('GitLab: a signed account, described at UserInfo', async () => {
  const signer = await createSigner();
  const id_token = await signer.sign({
    iss: 'https://gitlab.com',
    sub: '1234567',
    aud: 'client-1',
    nonce: flow.nonce,
    auth_time: 1,
    ...standardTimes(),
  });
  world = await providerWorld(
    'gitlab',
    {},
    {
      'POST https://gitlab.com/oauth/token': {
        body: {
          access_token: 'a1',
          token_type: 'Bearer',
          expires_in: 7200,
          refresh_token: 'r1',
          scope: 'openid email profile',
          created_at: 1,
          id_token,
        },
      },
      'GET https://gitlab.com/oauth/discovery/keys': { body: signer.jwks },
      'GET https://gitlab.com/oauth/userinfo': {
        body: {
          sub: '1234567',
          name: 'Ada Lovelace',
          nickname: 'ada',
          preferred_username: 'ada',
          email: 'ada@example.com',
          email_verified: true,
          picture: 'https://gitlab.com/uploads/ada.png',
          groups: [],
        },
      },
    },
  );
  const { searchParams } = await world.start();
  expect(searchParams.get('nonce')).toBe(flow.nonce);
  expect(searchParams.get('code_challenge')).toBe(challengeOfFlow);
  expect(await world.login()).toMatchObject({
    subject: '1234567',
    email: 'ada@example.com',
    emailVerified: true,
    name: { first_name: 'Ada', last_name: 'Lovelace' },
    pictureUrl: 'https://gitlab.com/uploads/ada.png',
    tokens: { id_token, refresh_token: 'r1' },
  });
});
