import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { ethereumWallet, sendSignature, startWallet } from '../../testing/wallets.ts';
import { checksumAddress } from './ethereum.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const siwe = { domain: 'example.com', uri: 'https://example.com/login' };
const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ';

describe('Sign-In with Ethereum', () => {
  test('asks for the message of EIP-4361 with everything in it', async () => {
    const wallet = ethereumWallet();
    const { body } = await startWallet(app, wallet, {
      siwe_params: {
        ...siwe,
        resources: ['ipfs://bafy/', 'https://example.com/a'],
        chain_id: '137',
        statement: 'I accept the terms.',
        issued_at: '2024-05-01T12:00:00+02:00',
        not_before: '2024-05-01T10:00:00Z',
        message_request_id: 'req-1',
      },
    });
    const expected = [
      'example\\.com wants you to sign in with your Ethereum account:',
      checksumAddress(wallet.address),
      '',
      'I accept the terms\\.',
      '',
      'URI: https://example\\.com/login',
      'Version: 1',
      'Chain ID: 137',
      'Nonce: [a-zA-Z0-9]{8,}',
      'Issued At: 2024-05-01T10:00:00Z',
      `Expiration Time: ${TIME}`,
      'Not Before: 2024-05-01T10:00:00Z',
      'Request ID: req-1',
      'Resources:',
      '- ipfs://bafy/',
      '- https://example\\.com/a',
    ];
    expect(body.challenge).toMatch(new RegExp(`^${expected.join('\n')}$`));
  });

  test('leaves out what is not given, and expires after five minutes', async () => {
    const { body } = await startWallet(app, ethereumWallet(), { siwe_params: siwe });
    const lines: string[] = body.challenge.split('\n');
    expect(lines.slice(2, 4)).toEqual(['', '']);
    expect(lines.map((line) => line.split(': ')[0]).slice(4)).toEqual([
      'URI',
      'Version',
      'Chain ID',
      'Nonce',
      'Issued At',
      'Expiration Time',
    ]);
    expect(lines).toContain('Chain ID: 1');
    const at = (name: string) =>
      Date.parse(lines.find((line) => line.startsWith(name))?.slice(name.length + 2) ?? '');
    expect(at('Expiration Time') - at('Issued At')).toBe(300_000);
  });

  test('tells the parameters again once the message is signed', async () => {
    const wallet = ethereumWallet();
    const { body } = await startWallet(app, wallet, {
      siwe_params: { ...siwe, chain_id: '10', issued_at: '2024-05-01T10:00:00Z' },
    });
    const signed = await sendSignature(app, wallet, wallet.sign(body.challenge));
    expect(signed.body.siwe_params).toEqual({
      ...siwe,
      chain_id: '10',
      resources: [],
      status_code: 200,
      issued_at: '2024-05-01T10:00:00Z',
      message_request_id: '',
    });
  });

  test('does not take a message for another chain, domain or time', async () => {
    const wallet = ethereumWallet();
    const { challenge } = (await startWallet(app, wallet, { siwe_params: siwe })).body;
    for (const [from, to] of [
      ['Chain ID: 1', 'Chain ID: 5'],
      ['example.com wants', 'evil.example wants'],
      ['Version: 1', 'Version: 2'],
      ['\n\n\n', '\n\n'],
    ] as const) {
      const other = challenge.replace(from, to);
      expect(other).not.toBe(challenge);
      expect((await sendSignature(app, wallet, wallet.sign(other))).body).toMatchObject(
        error(401, 'unable_to_authenticate_crypto_wallet'),
      );
    }
    expect((await sendSignature(app, wallet, wallet.sign(challenge))).status).toBe(200);
  });

  test('says when a message has expired', async () => {
    const wallet = ethereumWallet();
    const { challenge } = (await startWallet(app, wallet, { siwe_params: siwe })).body;
    await later(app, 301, async () => {
      expect((await sendSignature(app, wallet, wallet.sign(challenge))).body).toMatchObject(
        error(401, 'siwe_message_expired'),
      );
    });
  });

  test('takes a message from not_before on, and uses nothing up before', async () => {
    const wallet = ethereumWallet();
    const not_before = new Date(Date.now() + 120_000).toISOString();
    const siwe_params = { ...siwe, not_before };
    const { challenge } = (await startWallet(app, wallet, { siwe_params })).body;
    const signature = wallet.sign(challenge);
    expect((await sendSignature(app, wallet, signature)).body).toMatchObject(
      error(401, 'siwe_message_not_valid_yet'),
    );
    await later(app, 130, async () => {
      expect((await sendSignature(app, wallet, signature)).status).toBe(200);
    });
  });

  test.each([
    [{ uri: siwe.uri }, 'invalid_siwe_domain'],
    [{ domain: siwe.domain }, 'invalid_siwe_uri'],
    [{ ...siwe, domain: 'https://example.com' }, 'invalid_siwe_domain'],
    [{ ...siwe, uri: '/login' }, 'invalid_siwe_uri'],
    [{ ...siwe, resources: ['no uri'] }, 'invalid_siwe_resource'],
    [{ ...siwe, chain_id: '0' }, 'invalid_siwe_chain_id'],
    [{ ...siwe, statement: 'two\nlines' }, 'invalid_siwe_statement'],
    [{ ...siwe, message_request_id: 'a b' }, 'invalid_siwe_message_request_id'],
    [{ ...siwe, issued_at: 'yesterday' }, 'bad_request'],
    [{ ...siwe, not_before: 'tomorrow' }, 'bad_request'],
    ['text', 'bad_request'],
  ])('with %j gets 400 %s', async (siwe_params, type) => {
    const wallet = ethereumWallet();
    const { body } = await startWallet(app, wallet, { siwe_params });
    expect(body).toMatchObject(error(400, type));
  });
});
