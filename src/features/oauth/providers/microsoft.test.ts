import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSigner, standardTimes, type TestSigner } from '../../../testing/oauth/id-tokens.ts';
import { flow, type ProviderWorld, providerWorld } from '../../../testing/oauth/provider-login.ts';

const HOST = 'https://login.microsoftonline.com';
const WORK = '72f988bf-86f1-41af-91ab-2d7cd011db47';
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';

let signer: TestSigner;
let world: ProviderWorld;
beforeAll(async () => {
  signer = await createSigner();
});
afterEach(() => world.close());

async function microsoft(tenant: string, tid: string, changes: object = {}) {
  const id_token = await signer.sign({
    ver: '2.0',
    iss: `${HOST}/${tid}/v2.0`,
    sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
    aud: 'client-1',
    ...standardTimes(),
    name: 'Ada Lovelace',
    preferred_username: 'ada@example.com',
    email: 'ada@example.com',
    oid: '00000000-0000-0000-66f3-3332eca7ea81',
    tid,
    nonce: flow.nonce,
    ...changes,
  });
  const path = tenant || 'common';
  world = await providerWorld(
    'microsoft',
    { tenant },
    {
      [`POST ${HOST}/${path}/oauth2/v2.0/token`]: {
        body: {
          token_type: 'Bearer',
          scope: 'openid profile email',
          expires_in: 3736,
          access_token: 'eyJ0.1',
          id_token,
        },
      },
      [`GET ${HOST}/${path}/discovery/v2.0/keys`]: { body: signer.jwks },
    },
  );
}

describe('Microsoft', () => {
  test('tells the account in its ID token; nobody has proven the email in it', async () => {
    await microsoft('', WORK);
    expect((await world.start()).pathname).toBe('/common/oauth2/v2.0/authorize');
    expect(await world.login()).toMatchObject({
      subject: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ',
      email: 'ada@example.com',
      emailVerified: false,
      name: { first_name: 'Ada', last_name: 'Lovelace' },
      tokens: { refresh_token: '', access_token_expires_in: 3736 },
    });
  });

  test.each([
    ['common', WORK],
    ['common', PERSONAL],
    ['organizations', WORK],
    ['consumers', PERSONAL],
    [WORK, WORK],
  ])('%s lets in an account of %s', async (tenant, tid) => {
    await microsoft(tenant, tid);
    expect((await world.login()).subject).not.toBe('');
  });

  test.each([
    ['organizations', PERSONAL, {}],
    ['consumers', WORK, {}],
    [WORK, PERSONAL, {}],
    // A tenant that the token only claims.
    ['common', WORK, { iss: `${HOST}/${PERSONAL}/v2.0` }],
    ['common', WORK, { iss: 'https://evil.example/v2.0', tid: '../../evil.example' }],
    ['common', WORK, { tid: undefined }],
  ])('%s refuses an account of %s %j', async (tenant, tid, changes) => {
    await microsoft(tenant, tid, changes);
    await expect(world.login()).rejects.toMatchObject({ kind: 'invalid_token' });
  });

  test.each([
    [7000222, 'microsoft_expired_secret'],
    [7000215, 'microsoft_invalid_secret'],
    [700016, undefined],
  ])('AADSTS%i is %s', async (number, detail) => {
    world = await providerWorld(
      'microsoft',
      {},
      {
        [`POST ${HOST}/common/oauth2/v2.0/token`]: {
          status: 401,
          body: {
            error: 'invalid_client',
            error_description: `AADSTS${number}: The secret.\r\nTrace ID: 1`,
            error_codes: [number],
          },
        },
      },
    );
    await expect(world.login()).rejects.toMatchObject({
      kind: 'provider_error',
      code: 'invalid_client',
      detail,
    });
  });
});
