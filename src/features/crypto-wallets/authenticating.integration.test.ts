import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifiedUser } from '../../testing/authenticator-app.ts';
import { changeSettings } from '../../testing/change-settings.ts';
import { later, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  encodeBase58,
  ethereumWallet,
  sendSignature,
  solanaWallet,
  startWallet,
  walletLogin,
} from '../../testing/wallets.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const getUser = async (user_id: string) => (await app.call('GET', `/v1/users/${user_id}`)).body;
const unable = error(401, 'unable_to_authenticate_crypto_wallet');

describe.each([
  ['ethereum', ethereumWallet],
  ['solana', solanaWallet],
])('crypto_wallets/authenticate for %s', (type, make) => {
  test('logs the owner in: active, the wallet verified', async () => {
    const wallet = make();
    const { body } = await walletLogin(app, wallet, {
      session_duration_minutes: 60,
      session_custom_claims: { a: 1 },
    });
    const [shown] = body.user.crypto_wallets;
    expect(body).toMatchObject({
      status_code: 200,
      user_id: body.user.user_id,
      user: { status: 'active' },
      session: { custom_claims: { a: 1 } },
    });
    expect(body).not.toHaveProperty('siwe_params');
    expect(shown).toMatchObject({ crypto_wallet_address: wallet.address, verified: true });
    expect(body.session.authentication_factors).toEqual([
      {
        type: 'crypto',
        delivery_method: 'crypto_wallet',
        last_authenticated_at: expect.any(String),
        created_at: expect.any(String),
        updated_at: expect.any(String),
        crypto_wallet_factor: {
          crypto_wallet_id: shown.crypto_wallet_id,
          crypto_wallet_address: wallet.address,
          crypto_wallet_type: type,
        },
      },
    ]);
    expect(await getUser(body.user_id)).toMatchObject({ status: 'active' });
  });

  test('makes no session where no duration is given, and finds the user again', async () => {
    const wallet = make();
    const first = await walletLogin(app, wallet);
    expect(first.body).toMatchObject({ session: null, session_token: '', session_jwt: '' });
    const second = await walletLogin(app, wallet);
    expect(second.body.user_id).toBe(first.body.user_id);
  });

  test('takes a signature once, also of many calls at the same time', async () => {
    const wallet = make();
    const { challenge } = (await startWallet(app, wallet)).body;
    const signature = wallet.sign(challenge);
    const calls = Array.from({ length: 6 }, () => sendSignature(app, wallet, signature));
    const statuses = (await Promise.all(calls)).map(({ status }) => status).toSorted();
    expect(statuses[0]).toBe(200);
    expect(statuses.slice(1).every((status) => status === 401 || status === 404)).toBe(true);
    expect((await sendSignature(app, wallet, signature)).body).toMatchObject(
      error(404, 'crypto_wallet_not_found'),
    );
  });

  test('does not take a signature of anything else, or by anybody else', async () => {
    const [wallet, stranger] = [make(), make()];
    const { challenge } = (await startWallet(app, wallet)).body;
    for (const signature of [
      wallet.sign(`${challenge} `),
      wallet.sign(''),
      stranger.sign(challenge),
    ]) {
      expect((await sendSignature(app, wallet, signature)).body).toMatchObject(unable);
    }
    // A wrong one leaves the challenge as it is.
    expect((await sendSignature(app, wallet, wallet.sign(challenge))).status).toBe(200);
  });

  test('takes the newest challenge only', async () => {
    const wallet = make();
    const first = (await startWallet(app, wallet)).body.challenge;
    const second = (await startWallet(app, wallet)).body.challenge;
    expect((await sendSignature(app, wallet, wallet.sign(first))).body).toMatchObject(unable);
    expect((await sendSignature(app, wallet, wallet.sign(second))).status).toBe(200);
  });

  test('takes it within five minutes', async () => {
    const wallet = make();
    const { challenge } = (await startWallet(app, wallet)).body;
    const signature = wallet.sign(challenge);
    await later(app, 301, async () => {
      expect((await sendSignature(app, wallet, signature)).body).toMatchObject(unable);
    });
    await later(app, 290, async () => {
      expect((await sendSignature(app, wallet, signature)).status).toBe(200);
    });
  });

  test('of an address that nobody has started with gets 404', async () => {
    const wallet = make();
    expect((await sendSignature(app, wallet, wallet.sign('x'))).body).toMatchObject({
      ...error(404, 'crypto_wallet_not_found'),
      error_message: 'Crypto wallet could not be found.',
    });
  });

  test('verifies a wallet that was added to a user, whose other factors stay', async () => {
    const { user_id, session_token } = await verifiedUser(app);
    const wallet = make();
    const { challenge } = (await startWallet(app, wallet, { session_token })).body;
    const { body } = await sendSignature(app, wallet, wallet.sign(challenge), { session_token });
    expect(body).toMatchObject({ user_id, session_token });
    expect(body.user.emails).toHaveLength(1);
    expect(body.user.crypto_wallets).toMatchObject([{ verified: true }]);
    expect(body.session.authentication_factors.map((one: { type: string }) => one.type)).toEqual([
      'magic_link',
      'crypto',
    ]);
    await later(app, 600, async () => {
      expect((await getUser(user_id)).crypto_wallets).toHaveLength(1);
      // And it is a way to log in from now on.
      expect((await walletLogin(app, wallet)).body.user_id).toBe(user_id);
    });
  });

  test('of a deleted wallet gets 404, and its proof is gone from the session', async () => {
    const { session_token } = await verifiedUser(app);
    const wallet = make();
    const login = await walletLogin(app, wallet, { session_token }, { session_token });
    const [{ crypto_wallet_id }] = login.body.user.crypto_wallets;
    const { challenge } = (await startWallet(app, wallet)).body;
    await app.call('DELETE', `/v1/users/crypto_wallets/${crypto_wallet_id}`);
    expect((await sendSignature(app, wallet, wallet.sign(challenge))).body).toMatchObject(
      error(404, 'crypto_wallet_not_found'),
    );
    const { session } = (await app.call('POST', '/v1/sessions/authenticate', { session_token }))
      .body;
    expect(session.authentication_factors.map((one: { type: string }) => one.type)).toEqual([
      'magic_link',
    ]);
    expect((await startWallet(app, wallet)).body.user_created).toBe(true);
  });
});

describe('malformed signatures', () => {
  const good = ethereumWallet().sign('x');

  test.each([
    [undefined, 'signature_missing'],
    ['', 'signature_missing'],
    [1, 'bad_request'],
    ['nothing', 'invalid_signature'],
    ['0x', 'invalid_signature'],
    [good.slice(2), 'invalid_signature'],
    [good.slice(0, -2), 'signature_is_incorrect_size'],
    [`${good.slice(0, -2)}ff`, 'invalid_signature'],
    [`0x${'00'.repeat(65)}`, 'invalid_signature'],
    [`0x${'ff'.repeat(64)}1b`, 'invalid_signature'],
  ])('of Ethereum: %j gets 400 %s', async (signature, type) => {
    const wallet = ethereumWallet();
    await startWallet(app, wallet);
    expect((await sendSignature(app, wallet, signature)).body).toMatchObject(error(400, type));
  });

  test.each([
    ['', 400, 'signature_missing'],
    [good, 400, 'invalid_signature'],
    ['111', 400, 'signature_is_incorrect_size'],
    [encodeBase58(new Uint8Array(64).fill(255)), 401, 'unable_to_authenticate_crypto_wallet'],
  ])('of Solana: %j gets %i %s', async (signature, status, type) => {
    const wallet = solanaWallet();
    await startWallet(app, wallet);
    expect((await sendSignature(app, wallet, signature)).body).toMatchObject(error(status, type));
  });

  test('of a wallet that cannot be are told by what is wrong with the wallet', async () => {
    const wallet = { ...ethereumWallet(), address: '0x1' };
    expect((await sendSignature(app, wallet, good)).body).toMatchObject(
      error(400, 'invalid_ethereum_address'),
    );
  });
});

test('wrong signatures lock the user', async () => {
  await changeSettings(app, { user_lock_threshold: 3 });
  const wallet = ethereumWallet();
  const { challenge, user_id } = (await startWallet(app, wallet)).body;
  for (let tries = 0; tries < 3; tries += 1) {
    const wrong = await sendSignature(app, wallet, wallet.sign('something else'));
    expect(wrong.body).toMatchObject(unable);
  }
  expect(await getUser(user_id)).toMatchObject({ is_locked: true });
  const right = wallet.sign(challenge);
  expect((await sendSignature(app, wallet, right)).body).toMatchObject(
    error(429, 'user_lock_limit_reached'),
  );
  await changeSettings(app, { user_lock_threshold: 10 });
});

test('a challenge of one environment is none in the other', async () => {
  const wallet = ethereumWallet();
  const { challenge } = (await startWallet(app, wallet)).body;
  const body = {
    crypto_wallet_type: 'ethereum',
    crypto_wallet_address: wallet.address,
    signature: wallet.sign(challenge),
  };
  expect((await app.callLive('POST', '/v1/crypto_wallets/authenticate', body)).body).toMatchObject(
    error(404, 'crypto_wallet_not_found'),
  );
});
