import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verifiedUser } from '../../testing/authenticator-app.ts';
import { later, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  ethereumWallet,
  sendSignature,
  solanaWallet,
  startWallet,
  walletLogin,
} from '../../testing/wallets.ts';
import { checksumAddress } from './ethereum.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const start = (body: object) => app.call('POST', '/v1/crypto_wallets/authenticate/start', body);
const getUser = async (user_id: string) => (await app.call('GET', `/v1/users/${user_id}`)).body;

describe.each([
  ['ethereum', ethereumWallet],
  ['solana', solanaWallet],
])('crypto_wallets/authenticate/start for %s', (type, make) => {
  test('makes a pending user of an unknown address, and finds them again', async () => {
    const wallet = make();
    const { body } = await startWallet(app, wallet);
    expect(body).toMatchObject({ status_code: 200, user_created: true });
    expect(await getUser(body.user_id)).toMatchObject({
      status: 'pending',
      emails: [],
      crypto_wallets: [
        {
          crypto_wallet_id: expect.stringMatching(/^crypto-wallet-test-/),
          crypto_wallet_address: wallet.address,
          crypto_wallet_type: type,
          verified: false,
        },
      ],
    });
    const again = await startWallet(app, wallet);
    expect(again.body).toMatchObject({ user_id: body.user_id, user_created: false });
    expect(again.body.challenge).not.toBe(body.challenge);
  });

  test('names the project and 60 random bytes', async () => {
    const { body } = await startWallet(app, make());
    expect(body.challenge).toMatch(/^Signing in with My Project: [A-Za-z0-9_-]{80}$/);
  });

  test('makes one user of many calls at the same time', async () => {
    const wallet = make();
    const calls = Array.from({ length: 6 }, () => startWallet(app, wallet));
    const answers = (await Promise.all(calls)).map(({ body }) => body);
    expect(new Set(answers.map(({ user_id }) => user_id)).size).toBe(1);
    expect(answers.filter(({ user_created }) => user_created)).toHaveLength(1);
  });

  test('adds the wallet to the user that is named by id', async () => {
    const { user_id } = await verifiedUser(app);
    const wallet = make();
    const { body } = await startWallet(app, wallet, { user_id });
    expect(body).toMatchObject({ user_id, user_created: false });
    expect((await getUser(user_id)).crypto_wallets).toMatchObject([
      { crypto_wallet_address: wallet.address, verified: false },
    ]);
  });
});

test('two spellings of an Ethereum address are one wallet, shown as it was written first', async () => {
  const wallet = ethereumWallet();
  const written = checksumAddress(wallet.address);
  const { user_id } = (await startWallet(app, { ...wallet, address: written })).body;
  expect((await startWallet(app, wallet)).body).toMatchObject({ user_id, user_created: false });
  const [shown] = (await getUser(user_id)).crypto_wallets;
  expect(shown.crypto_wallet_address).toBe(written);
  const found = await app.call('POST', '/v1/users/search', {
    query: {
      operator: 'AND',
      operands: [{ filter_name: 'crypto_wallet_address', filter_value: [written] }],
    },
  });
  expect(found.body.results.map((user: { user_id: string }) => user.user_id)).toEqual([user_id]);
});

describe('a user named by session', () => {
  test('gets the wallet as a further factor', async () => {
    const { user_id, session_token, session_jwt } = await verifiedUser(app);
    expect((await startWallet(app, ethereumWallet(), { session_token })).body).toMatchObject({
      user_id,
      user_created: false,
    });
    expect((await startWallet(app, solanaWallet(), { session_jwt })).body).toMatchObject(
      error(400, 'too_many_unverified_factors'),
    );
  });

  test('must not be named twice, nor by a dead session', async () => {
    const { user_id, session_token, session_jwt } = await verifiedUser(app);
    const wallet = ethereumWallet();
    expect((await startWallet(app, wallet, { user_id, session_token })).body).toMatchObject(
      error(400, 'too_many_user_selection_arguments'),
    );
    expect((await startWallet(app, wallet, { session_jwt, session_token })).body).toMatchObject(
      error(400, 'too_many_session_arguments'),
    );
    await app.call('POST', '/v1/sessions/revoke', { session_token });
    expect((await startWallet(app, wallet, { session_token })).body).toMatchObject(
      error(404, 'session_not_found'),
    );
    expect((await startWallet(app, wallet, { user_id: 'nobody' })).body).toMatchObject(
      error(404, 'user_not_found'),
    );
  });
});

describe("a wallet that is another user's", () => {
  test('cannot be added, verified or not', async () => {
    const { user_id } = await verifiedUser(app);
    const [verified, pending] = [ethereumWallet(), ethereumWallet()];
    await walletLogin(app, verified);
    await startWallet(app, pending);
    for (const wallet of [verified, pending]) {
      expect((await startWallet(app, wallet, { user_id })).body).toMatchObject(
        error(400, 'duplicate_wallet_address'),
      );
    }
    expect((await getUser(user_id)).crypto_wallets).toEqual([]);
  });

  test('who merely claims it is no way into that user: the owner gets their own', async () => {
    const { user_id } = await verifiedUser(app);
    const wallet = ethereumWallet();
    const claimed = await startWallet(app, wallet, { user_id });
    const own = await startWallet(app, wallet);
    expect(own.body).toMatchObject({ status_code: 200, user_created: true });
    expect(own.body.user_id).not.toBe(user_id);
    expect((await getUser(user_id)).crypto_wallets).toEqual([]);
    const stale = await sendSignature(app, wallet, wallet.sign(claimed.body.challenge));
    expect(stale.body).toMatchObject(error(401, 'unable_to_authenticate_crypto_wallet'));
    const signed = await sendSignature(app, wallet, wallet.sign(own.body.challenge));
    expect(signed.body).toMatchObject({ status_code: 200, user_id: own.body.user_id });
  });
});

test('an added wallet that is never signed vanishes after five minutes', async () => {
  const { user_id } = await verifiedUser(app);
  const wallet = ethereumWallet();
  await startWallet(app, wallet, { user_id });
  await later(app, 299, async () => {
    expect((await getUser(user_id)).crypto_wallets).toHaveLength(1);
    // Asking again gives it five more.
    await startWallet(app, wallet, { user_id });
  });
  await later(app, 301, async () => {
    expect((await getUser(user_id)).crypto_wallets).toHaveLength(1);
  });
  await later(app, 600, async () => {
    expect((await getUser(user_id)).crypto_wallets).toEqual([]);
    expect((await startWallet(app, wallet)).body.user_created).toBe(true);
  });
});

const address = ethereumWallet().address;
const solanaAddress = solanaWallet().address;

test.each([
  [{}, 'invalid_wallet_type'],
  [{ crypto_wallet_type: 'ethereum' }, 'invalid_crypto_wallet_address'],
  [{ crypto_wallet_type: 'bitcoin', crypto_wallet_address: address }, 'invalid_wallet_type'],
  [{ crypto_wallet_type: 'Ethereum', crypto_wallet_address: address }, 'invalid_wallet_type'],
  [{ crypto_wallet_type: '', crypto_wallet_address: address }, 'invalid_wallet_type'],
  [{ crypto_wallet_type: 1, crypto_wallet_address: address }, 'bad_request'],
  [{ crypto_wallet_type: 'ethereum', crypto_wallet_address: '' }, 'invalid_ethereum_address'],
  [
    { crypto_wallet_type: 'ethereum', crypto_wallet_address: address.slice(2) },
    'invalid_ethereum_address',
  ],
  [
    { crypto_wallet_type: 'ethereum', crypto_wallet_address: `${address}0` },
    'invalid_ethereum_address',
  ],
  [
    { crypto_wallet_type: 'ethereum', crypto_wallet_address: `0x${'g'.repeat(40)}` },
    'invalid_ethereum_address',
  ],
  [
    // One letter of the example of EIP-55 in the wrong case.
    {
      crypto_wallet_type: 'ethereum',
      crypto_wallet_address: '0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    },
    'invalid_ethereum_address',
  ],
  [
    { crypto_wallet_type: 'ethereum', crypto_wallet_address: solanaAddress },
    'invalid_ethereum_address',
  ],
  [{ crypto_wallet_type: 'solana', crypto_wallet_address: address }, 'invalid_solana_address'],
  [
    { crypto_wallet_type: 'solana', crypto_wallet_address: `1${solanaAddress}` },
    'invalid_solana_address',
  ],
  [{ crypto_wallet_type: 'solana', crypto_wallet_address: '' }, 'invalid_solana_address'],
  [
    {
      crypto_wallet_type: 'solana',
      crypto_wallet_address: solanaAddress,
      siwe_params: { domain: 'example.com', uri: 'https://example.com' },
    },
    'crypto_wallet_type_incompatible_with_siwe',
  ],
])('start of %j gets 400 %s', async (body, type) => {
  expect((await start(body)).body).toMatchObject(error(400, type));
});

test('starts are limited for each address', async () => {
  const limited = await createTestApp();
  try {
    const wallet = ethereumWallet();
    const types: string[] = [];
    for (let tries = 0; tries < 12; tries += 1) {
      types.push((await startWallet(limited, wallet)).body.error_type ?? 'started');
    }
    // The window is aligned to the clock, so it may begin anew in between.
    expect(types.slice(0, 10)).toEqual(Array(10).fill('started'));
    expect((await startWallet(limited, ethereumWallet())).status).toBe(200);
  } finally {
    await limited.close();
  }
});
