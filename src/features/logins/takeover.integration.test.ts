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
import { type Answer, createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

async function byLink(email: string, extra: object): Promise<Answer['body']> {
  const token = await mailedToken(app, email);
  const answer = await app.call('POST', '/v1/magic_links/authenticate', { token, ...extra });
  expect(answer.body).toMatchObject({ status_code: 200 });
  return answer.body;
}

async function byCode(email: string, extra: object): Promise<Answer['body']> {
  const sent = await app.call('POST', '/v1/otps/email/login_or_create', { email });
  const { body } = await app.call(
    'GET',
    `/selvage/v1/messages?to=${encodeURIComponent(email)}&limit=1`,
  );
  const answer = await app.call('POST', '/v1/otps/authenticate', {
    method_id: sent.body.email_id,
    code: body.messages[0].code,
    ...extra,
  });
  expect(answer.body).toMatchObject({ status_code: 200 });
  return answer.body;
}

describe.each([
  ['link', byLink],
  ['passcode', byCode],
])('the first proof of an address by %s', (way, prove) => {
  const address = (name: string) => `${name}-${way}@example.com`;

  test('puts a password that was set before in doubt and ends the sessions made with it', async () => {
    const email = address('victim');
    const attacker = await passwordUser(app, email, oneHour);
    const victim = await prove(email, oneHour);
    expect(victim.reset_sessions).toBe(true);
    expect(victim.user).toMatchObject({
      user_id: attacker.user_id,
      emails: [{ verified: true }],
      password: { requires_reset: true },
    });
    expect(await sessionLives(app, attacker.session_token)).toBe(false);
    expect(await sessionLives(app, victim.session_token)).toBe(true);
    expect((await passwordLogin(app, email, GOOD)).body).toMatchObject(
      refusal(400, 'reset_password'),
    );
    expect((await passwordLogin(app, email, 'wrong')).status).toBe(401);
    // The next proofs are not the first one.
    const again = await prove(email, oneHour);
    expect(again.reset_sessions).toBe(false);
    expect(again.user.password.requires_reset).toBe(true);
    expect(await sessionLives(app, victim.session_token)).toBe(true);
  });

  test('keeps the session that came with it and ends the others', async () => {
    const email = address('same-browser');
    const { session_token } = await passwordUser(app, email, oneHour);
    const other = (await passwordLogin(app, email, GOOD, oneHour)).body.session_token;
    const proven = await prove(email, { session_token });
    expect(proven).toMatchObject({ reset_sessions: true, session_token });
    expect(proven.session.authentication_factors).toHaveLength(2);
    expect(await sessionLives(app, session_token)).toBe(true);
    expect(await sessionLives(app, other)).toBe(false);
  });

  test('changes nothing for a user without a password', async () => {
    const email = address('plain');
    await app.call('POST', '/v1/users', { email });
    const proven = await prove(email, oneHour);
    expect(proven).toMatchObject({ reset_sessions: false, user: { password: null } });
  });

  test('is none where the address was proven before the password was set', async () => {
    const email = address('proven');
    const { session_token } = await login(app, email);
    await app.call('POST', '/v1/passwords/session/reset', { password: GOOD, session_token });
    const proven = await prove(email, oneHour);
    expect(proven).toMatchObject({
      reset_sessions: false,
      user: { password: { requires_reset: false } },
    });
    expect(await sessionLives(app, session_token)).toBe(true);
    expect((await passwordLogin(app, email, GOOD)).status).toBe(200);
  });

  test('is none after a reset by mail', async () => {
    const email = address('mailed');
    await passwordUser(app, email);
    const token = await resetToken(app, email);
    await app.call('POST', '/v1/passwords/email/reset', { token, password: BETTER });
    expect((await prove(email, oneHour)).reset_sessions).toBe(false);
    expect((await passwordLogin(app, email, BETTER)).status).toBe(200);
  });
});

describe('what proves no address', () => {
  test('an embedded link', async () => {
    const made = await passwordUser(app, 'embedded@example.com', oneHour);
    const link = await app.call('POST', '/v1/magic_links', { user_id: made.user_id });
    const { body } = await app.call('POST', '/v1/magic_links/authenticate', {
      token: link.body.token,
      ...oneHour,
    });
    expect(body).toMatchObject({
      reset_sessions: false,
      user: { emails: [{ verified: false }], password: { requires_reset: false } },
    });
    expect(await sessionLives(app, made.session_token)).toBe(true);
  });

  test('a second address of a user who has proven the first', async () => {
    const email = 'two@example.com';
    await passwordUser(app, email);
    const token = await resetToken(app, email);
    const reset = await app.call('POST', '/v1/passwords/email/reset', {
      token,
      password: BETTER,
      ...oneHour,
    });
    const { session_token, user_id } = reset.body;
    await app.call('POST', '/v1/magic_links/email/send', { email: 'added@example.com', user_id });
    const added = await app.lastMail('added@example.com');
    const { body } = await app.call('POST', '/v1/magic_links/authenticate', {
      token: added.token,
    });
    expect(body).toMatchObject({
      reset_sessions: false,
      user: { password: { requires_reset: false } },
    });
    expect(await sessionLives(app, session_token)).toBe(true);
  });

  test('a link to a locked user, which stays usable', async () => {
    const email = 'lockedproof@example.com';
    await passwordUser(app, email);
    const token = await mailedToken(app, email, { login_expiration_minutes: 120 });
    for (let n = 0; n < 10; n += 1) await passwordLogin(app, email, 'wrong');
    const use = () => app.call('POST', '/v1/magic_links/authenticate', { token });
    expect((await use()).body).toMatchObject(refusal(429, 'user_lock_limit_reached'));
    await later(app, 3_700, async () => {
      expect((await use()).body).toMatchObject({ reset_sessions: true });
    });
  });
});
