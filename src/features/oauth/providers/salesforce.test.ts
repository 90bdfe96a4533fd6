import { afterEach, describe, expect, test } from 'vitest';
import { createSigner, standardTimes } from '../../../testing/oauth/id-tokens.ts';
import { flow, type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

let world: ProviderWorld;
afterEach(() => world.close());

const SUB = 'https://login.salesforce.com/id/00Dx/005x';

async function salesforce(loginHost: string, host: string) {
  const signer = await createSigner();
  const id_token = await signer.sign({
    iss: `https://${host}`,
    sub: SUB,
    aud: 'client-1',
    nonce: flow.nonce,
    at_hash: 'x',
    ...standardTimes(),
  });
  world = await providerWorld(
    'salesforce',
    { loginHost },
    {
      [`POST https://${host}/services/oauth2/token`]: {
        body: {
          access_token: '00Dx!AR',
          signature: 'x',
          scope: 'openid email profile',
          id_token,
          instance_url: 'https://my.my.salesforce.com',
          id: SUB,
          token_type: 'Bearer',
          issued_at: '1',
        },
      },
      [`GET https://${host}/id/keys`]: { body: signer.jwks },
      [`GET https://${host}/services/oauth2/userinfo`]: {
        body: {
          sub: SUB,
          user_id: '005x',
          organization_id: '00Dx',
          name: 'Ada Lovelace',
          given_name: 'Ada',
          family_name: 'Lovelace',
          email: 'ada@example.com',
          email_verified: true,
          picture: 'https://my.my.salesforce.com/profilephoto/005/F',
          locale: 'en_US',
        },
      },
    },
  );
}

describe('Salesforce', () => {
  test.each([
    ['', 'login.salesforce.com'],
    ['test.salesforce.com', 'test.salesforce.com'],
    ['acme.my.salesforce.com', 'acme.my.salesforce.com'],
  ])('with the login host "%s" is %s', async (entered, host) => {
    await salesforce(entered, host);
    const url = await world.start();
    expect(url.href).toContain(`https://${host}/services/oauth2/authorize?`);
    expect(url.searchParams.has('code_challenge')).toBe(true);
    expect(await world.login()).toMatchObject({
      subject: SUB,
      email: 'ada@example.com',
      emailVerified: true,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      locale: 'en_US',
    });
  });

  test('a wrong consumer key is a wrong client', async () => {
    world = await providerWorld(
      'salesforce',
      {},
      {
        'POST https://login.salesforce.com/services/oauth2/token': {
          status: 400,
          body: { error: 'invalid_client_id', error_description: 'client identifier invalid' },
        },
      },
    );
    await expect(world.login()).rejects.toMatchObject({ code: 'invalid_client' });
  });
});
