import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { expectError, step } from './report.mjs';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator app shows now (RFC 6238: SHA-1, six digits, 30 seconds). */
function appCode(secret) {
  const bits = [...secret].map((one) => BASE32.indexOf(one).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const number = (mac.readUInt32BE(mac[19] & 0xf) & 0x7fffffff) % 1_000_000;
  return String(number).padStart(6, '0');
}

const SANDBOX_USER = 'user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd';

/** An authenticator app as the second factor of a login by mail. */
export async function totps(client, inbox, { address }) {
  let totp = {};
  let session_token = '';
  let code = '';

  await step('totps.create', async () => {
    const email = address('totp');
    await client.magicLinks.email.loginOrCreate({ email });
    const token = await inbox.tokenTo(email);
    const login = await client.magicLinks.authenticate({ token, session_duration_minutes: 60 });
    session_token = login.session_token;
    totp = await client.totps.create({ user_id: login.user_id, expiration_minutes: 30 });
    assert.equal(totp.user_id, login.user_id);
    assert.match(totp.totp_id, /^totp-test-/);
    assert.match(totp.secret, /^[A-Z2-7]{32}$/);
    assert.ok(totp.qr_code.startsWith('data:image/png;base64, '));
    assert.equal(totp.recovery_codes.length, 10);
    assert.deepEqual(totp.user.totps, [{ totp_id: totp.totp_id, verified: false }]);
  });

  await step('totps.authenticate as a second factor', async () => {
    code = appCode(totp.secret);
    const { user_id } = totp;
    const answer = await client.totps.authenticate({ user_id, totp_code: code, session_token });
    assert.equal(answer.totp_id, totp.totp_id);
    assert.equal(answer.session_token, session_token);
    assert.equal(answer.user.totps[0].verified, true);
    const [first, second] = answer.session.authentication_factors;
    assert.equal(first.type, 'magic_link');
    assert.equal(second.type, 'totp');
    assert.equal(second.authenticator_app_factor.totp_id, totp.totp_id);
  });

  await step('totps: the same code again', async () => {
    const call = client.totps.authenticate({ user_id: totp.user_id, totp_code: code });
    await expectError(call, 401, 'totp_code_already_authenticated');
  });

  await step('totps.recovery_codes and recover', async () => {
    const { user_id, totp_id, recovery_codes } = totp;
    const listed = await client.totps.recoveryCodes({ user_id });
    assert.deepEqual(listed.totps, [{ totp_id, verified: true, recovery_codes }]);
    const [recovery_code, ...left] = recovery_codes;
    const answer = await client.totps.recover({ user_id, recovery_code, session_token });
    assert.equal(answer.totp_id, totp_id);
    const { type, recovery_code_factor } = answer.session.authentication_factors[2];
    assert.equal(type, 'recovery_codes');
    assert.ok(recovery_code_factor.totp_recovery_code_id.length > 0);
    const again = client.totps.recover({ user_id, recovery_code });
    await expectError(again, 401, 'unable_to_authenticate_recovery_code');
    assert.deepEqual((await client.totps.recoveryCodes({ user_id })).totps[0].recovery_codes, left);
  });

  await step('sandbox: TOTP', async () => {
    const user_id = SANDBOX_USER;
    await client.totps.create({ user_id, expiration_minutes: 60 });
    await client.totps.authenticate({ user_id, totp_code: '000000' });
    assert.ok((await client.totps.recoveryCodes({ user_id })).totps.length > 0);
    const recovered = await client.totps.recover({ user_id, recovery_code: 'a1b2-c3d4-e5f6' });
    assert.equal(recovered.user_id, user_id);
  });
}
