import { afterEach, expect, test } from 'vitest';
import { createSigner, standardTimes } from '../../../testing/oauth/id-tokens.ts';
import { flow, type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

test('Yahoo: ES256, Basic, and an account described at UserInfo', async () => {
  const signer = await createSigner('ES256');
  const id_token = await signer.sign({
    iss: 'https://api.login.yahoo.com',
    sub: 'SDWHLJHSN6WJNV',
    aud: 'dj0yJmk9--',
    nonce: flow.nonce,
    at_hash: 'x',
    ...standardTimes(),
  });
  world = await providerWorld(
    'yahoo',
    { clientId: 'dj0yJmk9--' },
    {
      'POST https://api.login.yahoo.com/oauth2/get_token': {
        body: {
          access_token: 'a1',
          token_type: 'bearer',
          expires_in: 3600,
          refresh_token: 'r1',
          xoauth_yahoo_guid: 'SDWHLJHSN6WJNV',
          id_token,
        },
      },
      'GET https://api.login.yahoo.com/openid/v1/certs': { body: signer.jwks },
      'GET https://api.login.yahoo.com/openid/v1/userinfo': {
        body: {
          sub: 'SDWHLJHSN6WJNV',
          name: 'Ada Lovelace',
          given_name: 'Ada',
          family_name: 'Lovelace',
          locale: 'en-US',
          email: 'ada@yahoo.com',
          email_verified: true,
          picture: 'https://s.yimg.com/ag/images/1_64sq.jpg',
        },
      },
    },
  );
  expect(await world.login()).toMatchObject({
    subject: 'SDWHLJHSN6WJNV',
    email: 'ada@yahoo.com',
    emailVerified: true,
    name: { first_name: 'Ada', last_name: 'Lovelace' },
    pictureUrl: 'https://s.yimg.com/ag/images/1_64sq.jpg',
    locale: 'en-US',
  });
  // Ids of Yahoo hold dashes, which must not be encoded.
  const basic = Buffer.from('dj0yJmk9--:secret-1').toString('base64');
  expect(world.seen[0]?.headers['authorization']).toBe(`Basic ${basic}`);
});
