import assert from 'node:assert/strict';
import { expectError, step } from './report.mjs';

const PASSWORDS = ['violet-anchor-47-mosaic', 'quarry.Lantern.92.teapot', 'Amber_Falcon;31 maple'];
/** By `htpasswd -B`. */
const imported = {
  password: 'correct horse battery staple',
  hash: '$2y$05$Uaj5ltOhs.2M2DhZDMcD0OJID9ZJ6KrPIKv0OJMy2Kw05kjh7Z8U.',
};

/** Logging in by password, and every way to a new one. */
export async function passwords(client, inbox, { address, redirect }) {
  const email = address('password');
  const [first, second, third] = PASSWORDS;
  let session = {};
  const wrong = (password) =>
    expectError(
      client.passwords.authenticate({ email, password }),
      401,
      'unauthorized_credentials',
    );

  await step('passwords.create with a session', async () => {
    const made = await client.passwords.create({
      email,
      password: first,
      session_duration_minutes: 60,
      name: { first_name: 'Hedy' },
    });
    assert.match(made.email_id, /^email-test-/);
    assert.match(made.user.password.password_id, /^password-test-/);
    assert.equal(made.user.password.requires_reset, false);
    assert.equal(made.user.emails[0].verified, false);
    assert.equal(made.session.authentication_factors[0].type, 'password');
    assert.equal(made.session.authentication_factors[0].delivery_method, 'knowledge');
    session = made;
  });

  await step('passwords.authenticate', async () => {
    const answer = await client.passwords.authenticate({
      email,
      password: first,
      session_token: session.session_token,
    });
    assert.equal(answer.session.session_id, session.session.session_id);
    assert.equal(answer.session.authentication_factors.length, 1);
  });

  await step('wrong password', () => wrong(second));

  await step('passwords.strength_check', async () => {
    const weak = await client.passwords.strengthCheck({ password: 'dragon12', email });
    assert.equal(weak.valid_password, false);
    assert.equal(weak.strength_policy, 'zxcvbn');
    assert.ok(weak.feedback.suggestions.length > 0);
    const strong = await client.passwords.strengthCheck({ password: second, email });
    assert.equal(strong.valid_password, true);
    assert.equal(strong.breached_password, false);
    assert.equal(strong.score, 4);
  });

  await step('passwords.migrate and first login', async () => {
    const moved = address('moved');
    const { hash, password } = imported;
    const body = { email: moved, hash, hash_type: 'bcrypt', set_email_verified: true };
    const made = await client.passwords.migrate(body);
    assert.equal(made.user_created, true);
    assert.equal(made.user.emails[0].verified, true);
    const login = await client.passwords.authenticate({ email: moved, password });
    assert.equal(login.user_id, made.user_id);
    assert.equal(login.session, null);
    assert.equal(login.session_token, '');
  });

  await step('passwords.email.reset through the inbox', async () => {
    await client.passwords.email.resetStart({
      email,
      reset_password_redirect_url: redirect,
      login_redirect_url: redirect,
    });
    const token = await inbox.tokenTo(email);
    const weak = client.passwords.email.reset({ token, password: 'dragon12' });
    await expectError(weak, 400, 'weak_password');
    const reset = await client.passwords.email.reset({
      token,
      password: second,
      session_duration_minutes: 60,
    });
    assert.equal(reset.user.emails[0].verified, true);
    const { session_token } = session;
    await expectError(client.sessions.authenticate({ session_token }), 404, 'session_not_found');
    const again = client.passwords.email.reset({ token, password: third });
    await expectError(again, 401, 'unable_to_auth_password_reset_token');
    await wrong(first);
  });

  await step('passwords.existing_password.reset', async () => {
    session = await client.passwords.existingPassword.reset({
      email,
      existing_password: second,
      new_password: third,
      session_duration_minutes: 60,
    });
    assert.equal(session.session.authentication_factors.length, 1);
    await wrong(second);
  });

  await step('passwords.session.reset', async () => {
    const answer = await client.passwords.sessions.reset({
      password: first,
      session_token: session.session_token,
    });
    assert.equal(answer.session.session_id, session.session.session_id);
    await wrong(third);
    await client.passwords.authenticate({ email, password: first });
  });
}
