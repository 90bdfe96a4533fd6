import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

/**
 * Members that the hosted service sends though they are empty (errors-and-conventions 1.4). The
 * sandbox has a login of nearly every kind.
 */
let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const empty = { session_token: '', session_jwt: '', user_device: null };
const email = 'sandbox@stytch.com';
const user_id = 'user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd';
const magicToken = 'DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94=';

test.each([
  ['magic_links/authenticate', { token: magicToken }],
  [
    'otps/authenticate',
    { method_id: 'email-test-23873e89-d4ed-4e92-b3b9-e5c7198fa286', code: '000000' },
  ],
  ['oauth/authenticate', { token: 'hdPVZHHX0UoRa7hJTuuPHi1vlddffSnoweRbVFf5-H8g' }],
  ['passwords', { email, password: 'x' }],
  ['passwords/authenticate', { email, password: 'x' }],
  ['passwords/email/reset', { token: magicToken, password: 'x' }],
  ['passwords/existing_password/reset', { email, existing_password: 'x', new_password: 'y' }],
  ['totps/authenticate', { user_id, totp_code: '000000' }],
  ['totps/recover', { user_id, recovery_code: 'a1b2-c3d4-e5f6' }],
  [
    'crypto_wallets/authenticate',
    {
      crypto_wallet_type: 'ethereum',
      crypto_wallet_address: '0x6df2dB4Fb3DA35d241901Bd53367770BF03123f1',
      signature: '0x0c4f82edc3c818b6beff4b89e0682994e5878074609903cecdfb',
    },
  ],
])('%s shows what it has not as empty', async (path, input) => {
  const without = await app.call('POST', `/v1/${path}`, input);
  const session = path === 'oauth/authenticate' ? 'user_session' : 'session';
  expect(without.body).toMatchObject({ status_code: 200, ...empty, [session]: null });
  const withSession = await app.call('POST', `/v1/${path}`, {
    ...input,
    session_duration_minutes: 60,
    telemetry_id: 'unknown',
  });
  expect(withSession.body).toMatchObject({ status_code: 200, user_device: null });
  // Of those that can add to a session: not the one that makes a user.
  if (path === 'passwords') return;
  const both = { session_token: 'a', session_jwt: 'b' };
  expect((await app.call('POST', `/v1/${path}`, { ...input, ...both })).body).toMatchObject({
    status_code: 400,
    error_type: 'too_many_session_arguments',
  });
});

test('so does the login of a user who is there', async () => {
  const token = await mailedToken(app, 'real@example.com');
  const { body } = await app.call('POST', '/v1/magic_links/authenticate', { token });
  expect(body).toMatchObject({ status_code: 200, ...empty, session: null });
});
