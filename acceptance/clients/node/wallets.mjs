import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { expectError, step } from './report.mjs';

const BASE58 = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

function base58(bytes) {
  let text = '';
  for (let value = BigInt(`0x${bytes.toString('hex')}`); value > 0n; value /= 58n) {
    text = BASE58[Number(value % 58n)] + text;
  }
  for (const byte of bytes) {
    if (byte !== 0) break;
    text = BASE58[0] + text;
  }
  return text;
}

function solanaWallet() {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    wallet: { crypto_wallet_type: 'solana', crypto_wallet_address: base58(key) },
    signature: (message) => base58(sign(null, Buffer.from(message), privateKey)),
  };
}

/** Signs as `personal_sign` does (EIP-191). */
function ethereumWallet() {
  const secret = secp256k1.utils.randomSecretKey();
  const key = secp256k1.getPublicKey(secret, false).subarray(1);
  const hex = (bytes) => Buffer.from(bytes).toString('hex');
  const address = `0x${hex(keccak_256(key).subarray(-20))}`;
  return {
    wallet: { crypto_wallet_type: 'ethereum', crypto_wallet_address: address },
    signature(message) {
      const bytes = Buffer.from(message);
      const prefix = Buffer.from(`\u0019Ethereum Signed Message:\n${bytes.length}`);
      const hash = keccak_256(Buffer.concat([prefix, bytes]));
      const options = { prehash: false, format: 'recovered' };
      const [recovery, ...rs] = secp256k1.sign(hash, secret, options);
      return `0x${hex(rs)}${(27 + recovery).toString(16)}`;
    },
  };
}

const SANDBOX = {
  crypto_wallet_type: 'ethereum',
  crypto_wallet_address: '0x6df2dB4Fb3DA35d241901Bd53367770BF03123f1',
};

/** Wallets that sign for themselves, with real keys. */
export async function wallets(client) {
  const { wallet, signature } = solanaWallet();

  await step('crypto_wallets: a new wallet logs in', async () => {
    const started = await client.cryptoWallets.authenticateStart(wallet);
    assert.equal(started.user_created, true);
    const answer = await client.cryptoWallets.authenticate({
      ...wallet,
      signature: signature(started.challenge),
      session_duration_minutes: 60,
    });
    assert.equal(answer.user_id, started.user_id);
    assert.equal(answer.user.status, 'active');
    assert.equal(answer.user.crypto_wallets[0].verified, true);
    const [factor] = answer.session.authentication_factors;
    assert.equal(factor.type, 'crypto');
    assert.equal(factor.crypto_wallet_factor.crypto_wallet_address, wallet.crypto_wallet_address);
  });

  await step('crypto_wallets: a signature of something else', async () => {
    await client.cryptoWallets.authenticateStart(wallet);
    const wrong = { ...wallet, signature: signature('something else') };
    const call = client.cryptoWallets.authenticate(wrong);
    await expectError(call, 401, 'unable_to_authenticate_crypto_wallet');
  });

  await step('sandbox: crypto wallet', async () => {
    const started = await client.cryptoWallets.authenticateStart(SANDBOX);
    assert.ok(started.challenge.length > 0);
    const signed = '0x0c4f82edc3c818b6beff4b89e0682994e5878074609903cecdfb';
    const answer = await client.cryptoWallets.authenticate({ ...SANDBOX, signature: signed });
    assert.equal(answer.user_id, started.user_id);
  });
}

/** Where there is a library for it: an Ethereum wallet and the message of EIP-4361. */
export async function signInWithEthereum(client) {
  await step('crypto_wallets: Sign-In with Ethereum', async () => {
    const { wallet, signature } = ethereumWallet();
    const siwe_params = {
      domain: 'example.com',
      uri: 'https://example.com/login',
      resources: ['https://example.com/terms'],
      chain_id: '137',
      statement: 'I accept the terms.',
      message_request_id: 'request-1',
    };
    const { challenge, user_id } = await client.cryptoWallets.authenticateStart({
      ...wallet,
      siwe_params,
    });
    assert.ok(challenge.startsWith('example.com wants you to sign in with your Ethereum account:'));
    const answer = await client.cryptoWallets.authenticate({
      ...wallet,
      signature: signature(challenge),
    });
    assert.equal(answer.user_id, user_id);
    const { statement: _, ...shown } = siwe_params;
    const { issued_at, status_code, ...told } = answer.siwe_params;
    assert.deepEqual(told, shown);
    assert.equal(status_code, 200);
    assert.ok(Date.parse(issued_at) > 0);
  });
}
