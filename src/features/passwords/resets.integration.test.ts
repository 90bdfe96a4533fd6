import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { later, login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import {
  BETTER,
  GOOD,
  oneHour,
  passwordLogin,
  passwordUser,
  refusal,
  resetToken,
  sessionLives,
} from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const byPassword = (email: string, extra: object = {}) =>
  app.call('POST', '/v1/passwords/existing_password/reset', {
    email,
    existing_password: GOOD,
    new_password: BETTER,
    ...extra,
  });
const bySession = (body: object) =>
  app.call('POST', '/v1/passwords/session/reset', { password: BETTER, ...body });
const tooOld = refusal(400, 'session_too_old_to_reset_password');

describe('passwords.existing_password.reset', () => {
  test('changes the password and ends every session', async () => {
    const email = 'change@example.com';
    const { session_token } = await passwordUser(app, email, oneHour);
    const link = await resetToken(app, email);
    const { body } = await byPassword(email, { ...oneHour, session_token });
    expect(body.status_code).toBe(200);
    expect(body.session_token).not.toBe(session_token);
    expect(body.session.authentication_factors).toMatchObject([{ type: 'password' }]);
    expect(body.user.emails[0].verified).toBe(false);
    expect(await sessionLives(app, session_token)).toBe(false);
    expect(await sessionLives(app, body.session_token)).toBe(true);
    expect((await passwordLogin(app, email, GOOD)).status).toBe(401);
    expect((await passwordLogin(app, email, BETTER)).status).toBe(200);
    // A link asked for before is no way back in.
    expect(
      (await app.call('POST', '/v1/passwords/email/reset', { token: link, password: GOOD })).status,
    ).toBe(401);
  });

  test('starts no session unless asked', async () => {
    await passwordUser(app, 'quiet@example.com');
    expect((await byPassword('quiet@example.com')).body).toMatchObject({ session_token: '' });
  });

  test('refuses what is wrong and changes nothing', async () => {
    const email = 'keep@example.com';
    const { session_token } = await passwordUser(app, email, oneHour);
    await app.call('POST', '/v1/users', { email: 'nopassword@example.com' });
    for (const [address, extra, status, type] of [
      [email, { existing_password: 'wrong' }, 401, 'unauthorized_credentials'],
      [email, { new_password: 'abc' }, 400, 'weak_password'],
      [
        email,
        { new_password: `zero\u200bwidth-${BETTER}` },
        400,
        'forbidden_character_zero_width_space',
      ],
      ['unknown@example.com', {}, 404, 'email_not_found'],
      ['nopassword@example.com', {}, 400, 'no_user_password'],
      [email, { session_token: 'x'.repeat(44) }, 404, 'session_not_found'],
    ] as const) {
      expect((await byPassword(address, extra)).body).toMatchObject(refusal(status, type));
    }
    expect(await sessionLives(app, session_token)).toBe(true);
    expect((await passwordLogin(app, email, GOOD)).status).toBe(200);
  });

  test('counts wrong passwords for the lock', async () => {
    const email = 'count@example.com';
    await passwordUser(app, email);
    for (let n = 0; n < 10; n += 1) await byPassword(email, { existing_password: 'wrong' });
    expect((await passwordLogin(app, email, GOOD)).body).toMatchObject(
      refusal(429, 'user_lock_limit_reached'),
    );
  });

  test('of two at once lets one win', async () => {
    const email = 'two@example.com';
    await passwordUser(app, email);
    const answers = await Promise.all([
      byPassword(email, { new_password: `${BETTER}-1` }),
      byPassword(email, { new_password: `${BETTER}-2` }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });
});

describe('passwords.session.reset', () => {
  test('sets a password within a session: it goes on, the others end', async () => {
    const email = 'session@example.com';
    const { session_token } = await passwordUser(app, email, oneHour);
    const other = (await passwordLogin(app, email, GOOD, oneHour)).body.session_token;
    const { body } = await bySession({ session_token });
    expect(body.status_code).toBe(200);
    expect(body.session_token).toBe(session_token);
    expect(body.session.authentication_factors).toHaveLength(1);
    expect(body.session_jwt.split('.')).toHaveLength(3);
    expect(await sessionLives(app, session_token)).toBe(true);
    expect(await sessionLives(app, other)).toBe(false);
    expect((await passwordLogin(app, email, GOOD)).status).toBe(401);
    expect((await passwordLogin(app, email, BETTER)).status).toBe(200);
  });

  test('extends the session where a duration is given, and takes a JWT', async () => {
    const made = await passwordUser(app, 'extend@example.com', {
      session_duration_minutes: 10,
    });
    const { body } = await bySession({
      session_jwt: made.session_jwt,
      session_duration_minutes: 120,
    });
    expect(body.session.session_id).toBe(made.session.session_id);
    const life = Date.parse(body.session.expires_at) - Date.parse(made.session.started_at);
    expect(life).toBeGreaterThan(119 * 60_000);
  });

  test('gives a user who came by link or passcode a first password', async () => {
    const { session_token } = await login(app, 'bylink@example.com');
    expect((await bySession({ session_token })).body.user.password).not.toBeNull();
    const sent = await app.call('POST', '/v1/otps/email/login_or_create', {
      email: 'bycode@example.com',
    });
    const { body } = await app.call('GET', '/selvage/v1/messages?to=bycode@example.com');
    const otp = await app.call('POST', '/v1/otps/authenticate', {
      method_id: sent.body.email_id,
      code: body.messages[0].code,
      ...oneHour,
    });
    const reset = await bySession({ session_token: otp.body.session_token });
    expect(reset.body.session.authentication_factors).toMatchObject([
      { type: 'otp' },
      { type: 'password' },
    ]);
    expect((await passwordLogin(app, 'bycode@example.com', BETTER)).status).toBe(200);
  });

  test('wants a proof of the last five minutes', async () => {
    const { session_token } = await passwordUser(app, 'stale@example.com', oneHour);
    await later(app, 301, async () => {
      expect((await bySession({ session_token })).body).toMatchObject(tooOld);
      await passwordLogin(app, 'stale@example.com', GOOD, { session_token });
      expect((await bySession({ session_token })).status).toBe(200);
    });
  });

  test('takes no embedded link and no text message for a proof', async () => {
    const made = await app.call('POST', '/v1/users', {
      email: 'weakproof@example.com',
      phone_number: '+14155550177',
    });
    const link = await app.call('POST', '/v1/magic_links', { user_id: made.body.user_id });
    const embedded = await app.call('POST', '/v1/magic_links/authenticate', {
      token: link.body.token,
      ...oneHour,
    });
    const { session_token } = embedded.body;
    expect((await bySession({ session_token })).body).toMatchObject(tooOld);
    await app.call('POST', '/v1/otps/sms/send', { phone_number: '+14155550177' });
    const { body } = await app.call('GET', '/selvage/v1/messages?to=%2B14155550177');
    const otp = await app.call('POST', '/v1/otps/authenticate', {
      method_id: made.body.phone_id,
      code: body.messages[0].code,
      session_token,
    });
    expect(otp.status).toBe(200);
    expect((await bySession({ session_token })).body).toMatchObject(tooOld);
  });

  test('wants exactly one live session', async () => {
    const { session_token, session_jwt } = await passwordUser(app, 'one@example.com', oneHour);
    for (const [body, status, type] of [
      [{}, 400, 'no_session_arguments'],
      [{ session_token, session_jwt }, 400, 'too_many_session_arguments'],
      [{ session_token: 'x'.repeat(44) }, 404, 'session_not_found'],
      [{ session_token, password: 'abc' }, 400, 'weak_password'],
    ] as const) {
      expect((await bySession(body)).body).toMatchObject(refusal(status, type));
    }
    await app.call('POST', '/v1/sessions/revoke', { session_token });
    expect((await bySession({ session_token })).body).toMatchObject(
      refusal(404, 'session_not_found'),
    );
    expect((await passwordLogin(app, 'one@example.com', GOOD)).status).toBe(200);
  });
});

describe('a password that must be reset', () => {
  /** Somebody set it for an address that its owner proves only now. */
  async function overtaken(email: string) {
    const before = await passwordUser(app, email, oneHour);
    const token = await mailedToken(app, email);
    const link = await app.call('POST', '/v1/magic_links/authenticate', {
      token,
      session_token: before.session_token,
      ...oneHour,
    });
    expect(link.body.user.password.requires_reset).toBe(true);
    return link.body;
  }

  test('is not changed by itself', async () => {
    await overtaken('byitself@example.com');
    expect((await byPassword('byitself@example.com')).body).toMatchObject(
      refusal(400, 'cannot_reset_password_with_existing_password'),
    );
  });

  test('is changed within a session that has proven the address, not by its own', async () => {
    const { session_token } = await overtaken('owner@example.com');
    const { body } = await bySession({ session_token });
    expect(body.user.password.requires_reset).toBe(false);
    expect((await passwordLogin(app, 'owner@example.com', BETTER)).status).toBe(200);

    const own = await passwordUser(app, 'doubt@example.com', oneHour);
    await app.database.run(
      `update factors set data = '{"requires_reset":true}' where id = '${own.user.password.password_id.slice(-36)}'`,
      [],
    );
    expect((await bySession({ session_token: own.session_token })).body).toMatchObject(tooOld);
  });

  test('is changed by mail', async () => {
    await overtaken('mailed@example.com');
    const token = await resetToken(app, 'mailed@example.com');
    const { body } = await app.call('POST', '/v1/passwords/email/reset', {
      token,
      password: BETTER,
    });
    expect(body.user.password.requires_reset).toBe(false);
    expect((await passwordLogin(app, 'mailed@example.com', BETTER)).status).toBe(200);
  });
});
