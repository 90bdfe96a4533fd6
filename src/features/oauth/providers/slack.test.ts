import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, standardTimes, type TestSigner } from '../../../testing/oauth/id-tokens.ts';
import { flow, type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

const token = 'POST https://slack.com/api/openid.connect.token';

let signer: TestSigner;
let world: ProviderWorld;
beforeAll(async () => {
  signer = await createSigner();
});
afterEach(() => world.close());

async function slack(userInfo: object) {
  const id_token = await signer.sign({
    iss: 'https://slack.com',
    sub: 'U0R7MFMJM',
    aud: 'client-1',
    nonce: flow.nonce,
    ...standardTimes(),
    'https://slack.com/team_id': 'T0RR',
    'https://slack.com/user_image_512': 'https://secure.gravatar.com/avatar/512.png',
    email: 'ada@example.com',
    email_verified: true,
  });
  world = await providerWorld(
    'slack',
    {},
    {
      [token]: { body: { ok: true, access_token: 'xoxp-1', token_type: 'Bearer', id_token } },
      'GET https://slack.com/openid/connect/keys': { body: signer.jwks },
      'GET https://slack.com/api/openid.connect.userInfo': { body: userInfo },
    },
  );
}

describe('Slack', () => {
  test('tells the account in the ID token and at UserInfo', async () => {
    await slack({
      ok: true,
      sub: 'U0R7MFMJM',
      name: 'Ada Lovelace',
      given_name: 'Ada',
      family_name: 'Lovelace',
      locale: 'en-US',
    });
    expect(await world.login()).toMatchObject({
      subject: 'U0R7MFMJM',
      email: 'ada@example.com',
      emailVerified: true,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      pictureUrl: 'https://secure.gravatar.com/avatar/512.png',
      locale: 'en-US',
      tokens: { access_token: 'xoxp-1', scopes: ['openid', 'email', 'profile'] },
    });
  });

  test('an error at UserInfo has the status of a success and is one', async () => {
    await slack({ ok: false, error: 'not_authed' });
    await expect(world.login()).rejects.toMatchObject({ stage: 'identity' });
  });

  test.each([
    ['invalid_code', 'invalid_grant'],
    ['bad_client_secret', 'invalid_client'],
    ['bad_redirect_uri', 'redirect_uri_mismatch'],
  ])('the error %s is %s', async (error, code) => {
    world = await providerWorld('slack', {}, { [token]: { body: { ok: false, error } } });
    await expect(world.login()).rejects.toMatchObject({ stage: 'token', code });
  });
});
