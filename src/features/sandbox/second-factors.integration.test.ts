import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const user_id = 'user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd';
const session_token = 'WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY';
const wallet = {
  crypto_wallet_type: 'ethereum',
  crypto_wallet_address: '0x6df2dB4Fb3DA35d241901Bd53367770BF03123f1',
};
const signature = '0x0c4f82edc3c818b6beff4b89e0682994e5878074609903cecdfb';

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const post = async (path: string, body: object) => (await app.call('POST', path, body)).body;

describe('the sandbox TOTP', () => {
  test('can be created, authenticated, read and recovered as often as one likes', async () => {
    for (let n = 0; n < 2; n += 1) {
      const made = await post('/v1/totps', { user_id, expiration_minutes: 60 });
      expect(made).toMatchObject({ status_code: 200, user_id, user: { user_id } });
      expect(made.qr_code).toMatch(/^data:image\/png;base64, /);
      const { totp_id } = made;
      expect(await post('/v1/totps/authenticate', { user_id, totp_code: '000000' })).toMatchObject({
        status_code: 200,
        user_id,
        totp_id,
        session: null,
        session_token: '',
      });
      const listed = await post('/v1/totps/recovery_codes', { user_id });
      expect(listed).toMatchObject({ user_id, totps: [{ totp_id }] });
      expect(listed.totps[0].recovery_codes).toContain('a1b2-c3d4-e5f6');
      const recovered = await post('/v1/totps/recover', {
        user_id,
        recovery_code: 'a1b2-c3d4-e5f6',
        session_duration_minutes: 60,
      });
      expect(recovered).toMatchObject({ status_code: 200, user_id, totp_id, session_token });
      expect(recovered.session.authentication_factors).toMatchObject([{ type: 'recovery_codes' }]);
    }
  });

  test('takes no other code', async () => {
    expect(await post('/v1/totps/authenticate', { user_id, totp_code: '000001' })).toMatchObject(
      error(401, 'unable_to_authenticate_totp'),
    );
    expect(await post('/v1/totps/authenticate', { user_id, totp_code: '1' })).toMatchObject(
      error(400, 'invalid_totp_code'),
    );
    const recovery_code = 'a1b2-c3d4-e5f7';
    expect(await post('/v1/totps/recover', { user_id, recovery_code })).toMatchObject(
      error(401, 'unable_to_authenticate_recovery_code'),
    );
  });
});

describe('the sandbox wallet', () => {
  test('starts and signs as often as one likes', async () => {
    for (let n = 0; n < 2; n += 1) {
      const started = await post('/v1/crypto_wallets/authenticate/start', wallet);
      expect(started).toMatchObject({ status_code: 200, user_id, user_created: false });
      expect(started.challenge).toMatch(/^Signing in with My Project: /);
      const plain = await post('/v1/crypto_wallets/authenticate', { ...wallet, signature });
      expect(plain).toMatchObject({ status_code: 200, user_id, session: null });
      const lasting = await post('/v1/crypto_wallets/authenticate', {
        ...wallet,
        signature,
        session_duration_minutes: 60,
      });
      expect(lasting).toMatchObject({ session_token, user: { user_id } });
      expect(lasting.session.authentication_factors).toMatchObject([{ type: 'crypto' }]);
    }
  });

  test('takes no other signature', async () => {
    for (const [other, expected] of [
      ['0x00', error(400, 'signature_is_incorrect_size')],
      [`0x${'11'.repeat(64)}1b`, error(401, 'unable_to_authenticate_crypto_wallet')],
    ] as const) {
      expect(
        await post('/v1/crypto_wallets/authenticate', { ...wallet, signature: other }),
      ).toMatchObject(expected);
    }
  });
});

test('outside TEST the sandbox values are nothing special', async () => {
  const live = async (path: string, body: object) => (await app.callLive('POST', path, body)).body;
  expect(await live('/v1/totps', { user_id })).toMatchObject(
    error(400, 'test_id_used_in_live_environment'),
  );
  expect(await live('/v1/crypto_wallets/authenticate', { ...wallet, signature })).toMatchObject({
    status_code: 400,
  });
});
