import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { changeSettings } from '../../testing/change-settings.ts';
import { later, login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import {
  BETTER,
  GOOD,
  oneHour,
  passwordLogin,
  passwordUser,
  refusal,
  sessionLives,
} from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { defaultPasswordSettings } from './password-settings.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const wrong = refusal(401, 'unauthorized_credentials');

describe('passwords.authenticate', () => {
  test('tells an unknown address, a user without password and a wrong password apart', async () => {
    await app.call('POST', '/v1/users', { email: 'none@example.com' });
    await passwordUser(app, 'wrong@example.com');
    expect((await passwordLogin(app, 'unknown@example.com', GOOD)).body).toMatchObject(
      refusal(404, 'email_not_found'),
    );
    expect((await passwordLogin(app, 'none@example.com', GOOD)).body).toMatchObject(
      refusal(400, 'no_user_password'),
    );
    for (const password of ['', `${GOOD} `, GOOD.toUpperCase(), BETTER]) {
      expect((await passwordLogin(app, 'wrong@example.com', password)).body).toMatchObject(wrong);
    }
  });

  test('starts a session, and without a duration none', async () => {
    await passwordUser(app, 'login@example.com');
    const bare = await passwordLogin(app, 'LOGIN@example.com', GOOD);
    expect(bare.body).toMatchObject({ session: null, session_token: '', session_jwt: '' });
    const { body } = await passwordLogin(app, 'login@example.com', GOOD, oneHour);
    expect(body.session.authentication_factors).toMatchObject([
      { type: 'password', delivery_method: 'knowledge' },
    ]);
    expect(body.user.emails[0].verified).toBe(false);
    expect(await sessionLives(app, body.session_token)).toBe(true);
  });

  test('adds the password to a session of the same user, once, and makes it fresh again', async () => {
    const { session_token } = await login(app, 'second@example.com');
    const user = await app.call('POST', '/v1/passwords/session/reset', {
      password: GOOD,
      session_token,
    });
    expect(user.status).toBe(200);
    await later(app, 120, async () => {
      const { body } = await passwordLogin(app, 'second@example.com', GOOD, { session_token });
      expect(body.session_token).toBe(session_token);
      const factors = body.session.authentication_factors;
      expect(factors.map(({ type }: { type: string }) => type)).toEqual(['magic_link', 'password']);
      const age = (of: { last_authenticated_at: string; created_at: string }) =>
        Date.parse(of.last_authenticated_at) - Date.parse(of.created_at);
      expect(age(factors[0])).toBe(0);
      expect(age(factors[1])).toBeGreaterThanOrEqual(119_000);
    });
  });

  test('ignores a session of another user and refuses one that is dead or malformed', async () => {
    const other = await passwordUser(app, 'other@example.com', oneHour);
    await passwordUser(app, 'own@example.com');
    const { body } = await passwordLogin(app, 'own@example.com', GOOD, {
      ...oneHour,
      session_token: other.session_token,
    });
    expect(body.session_token).not.toBe(other.session_token);
    expect(body.session.user_id).not.toBe(other.user_id);
    for (const [extra, status, type] of [
      [{ session_token: 'x'.repeat(44) }, 404, 'session_not_found'],
      [{ session_token: 'INVALID' }, 400, 'invalid_session_token'],
      [{ session_token: 'x'.repeat(44), session_jwt: 'x' }, 400, 'too_many_session_arguments'],
      [{ session_duration_minutes: 4 }, 400, 'invalid_session_duration_minutes'],
    ] as const) {
      expect((await passwordLogin(app, 'own@example.com', GOOD, extra)).body).toMatchObject(
        refusal(status, type),
      );
    }
  });

  test('makes a pending user active', async () => {
    await app.call('POST', '/v1/users', {
      email: 'pending@example.com',
      create_user_as_pending: true,
    });
    const hash = '5f4dcc3b5aa765d61d8327deb882cf99';
    const migrated = await app.call('POST', '/v1/passwords/migrate', {
      email: 'pending@example.com',
      hash,
      hash_type: 'md_5',
    });
    expect(migrated.body.user.status).toBe('pending');
    await changeSettings(app, {
      password_strength: {
        ...defaultPasswordSettings,
        validate_on_authentication: false,
        check_breach_on_authentication: false,
      },
    });
    const { body } = await passwordLogin(app, 'pending@example.com', 'password');
    await changeSettings(app, { password_strength: defaultPasswordSettings });
    expect(body.user.status).toBe('active');
  });

  test('of a user whose password was deleted finds none, and its sessions are gone', async () => {
    const made = await passwordUser(app, 'deleted@example.com', oneHour);
    const id = made.user.password.password_id;
    const token = await mailedToken(app, 'deleted@example.com');
    const linked = await app.call('POST', '/v1/magic_links/authenticate', { token, ...oneHour });
    const both = await app.call('POST', '/v1/passwords/session/reset', {
      password: BETTER,
      session_token: linked.body.session_token,
    });
    expect(both.body.session.authentication_factors).toHaveLength(2);
    const answer = await app.call('DELETE', `/v1/users/passwords/${id}`);
    expect(answer.body.user.password).toBeNull();
    expect((await passwordLogin(app, 'deleted@example.com', BETTER)).body).toMatchObject(
      refusal(400, 'no_user_password'),
    );
    const { body } = await app.call('POST', '/v1/sessions/authenticate', {
      session_token: linked.body.session_token,
    });
    expect(body.session.authentication_factors).toMatchObject([{ type: 'magic_link' }]);
    const rows = await app.database.all(
      app.database.q.selectFrom('passwords').selectAll().where('factor_id', '=', id.slice(-36)),
    );
    expect(rows).toEqual([]);
  });
});

describe('the user lock', () => {
  const fail = (email: string) => passwordLogin(app, email, 'wrong');

  test('comes after ten failures, holds for right passwords too, and ends by itself', async () => {
    await passwordUser(app, 'locked@example.com');
    for (let n = 0; n < 10; n += 1) {
      expect((await fail('locked@example.com')).body).toMatchObject(wrong);
    }
    for (const password of ['wrong', GOOD]) {
      expect((await passwordLogin(app, 'locked@example.com', password)).body).toMatchObject(
        refusal(429, 'user_lock_limit_reached'),
      );
    }
    const change = { email: 'locked@example.com', existing_password: GOOD, new_password: BETTER };
    expect(
      (await app.call('POST', '/v1/passwords/existing_password/reset', change)).body,
    ).toMatchObject(refusal(429, 'user_lock_limit_reached'));
    await later(app, 3_601, async () => {
      expect((await passwordLogin(app, 'locked@example.com', GOOD)).status).toBe(200);
    });
  });

  test('counts failures in a row only', async () => {
    await passwordUser(app, 'forgiven@example.com');
    for (let n = 0; n < 9; n += 1) await fail('forgiven@example.com');
    expect((await passwordLogin(app, 'forgiven@example.com', GOOD)).status).toBe(200);
    expect((await fail('forgiven@example.com')).body).toMatchObject(wrong);
    expect((await passwordLogin(app, 'forgiven@example.com', GOOD)).status).toBe(200);
  });

  test('takes no transaction where there is nothing to store but the session', async () => {
    const email = 'usual@example.com';
    await passwordUser(app, email);
    const transaction = vi.spyOn(app.database, 'transaction');
    try {
      expect((await passwordLogin(app, email, GOOD, oneHour)).status).toBe(200);
      expect(transaction).not.toHaveBeenCalled();
      // A failure is to be forgotten: that is one more thing to store.
      await passwordLogin(app, email, BETTER, oneHour);
      expect((await passwordLogin(app, email, GOOD, oneHour)).status).toBe(200);
      expect(transaction).toHaveBeenCalledOnce();
    } finally {
      transaction.mockRestore();
    }
  });

  test('gives no more than ten answers to any number of guesses at once', async () => {
    await passwordUser(app, 'flood@example.com');
    const guesses = Array.from({ length: 40 }, (_, n) =>
      passwordLogin(app, 'flood@example.com', n === 39 ? GOOD : `wrong-${n}`, oneHour),
    );
    const answers = await Promise.all(guesses);
    const told = answers.filter(({ status }) => status === 401).length;
    expect(told).toBe(10);
    // The right one comes last, behind the lock.
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(30);
  });
});

describe('a right password must be reset', () => {
  const migrate = (email: string, password: string, hash: string) =>
    app
      .call('POST', '/v1/passwords/migrate', { email, hash, hash_type: 'md_5' })
      .then(({ body }) => expect(body).toMatchObject({ status_code: 200 }))
      .then(() => password);

  test('when it is known from breaches, and that does not pass by itself', async () => {
    const email = 'breached@example.com';
    await migrate(email, 'trustno1', '5fcfd41e547a12215b173ff47fdd3739');
    expect((await passwordLogin(app, email, 'trustno2')).body).toMatchObject(wrong);
    expect((await passwordLogin(app, email, 'trustno1', oneHour)).body).toMatchObject(
      refusal(400, 'reset_password'),
    );
    const found = await app.call('POST', '/v1/users/search', {
      query: {
        operator: 'AND',
        operands: [{ filter_name: 'email_address', filter_value: [email] }],
      },
    });
    expect(found.body.results[0].password.requires_reset).toBe(true);
    await changeSettings(app, {
      password_strength: {
        ...defaultPasswordSettings,
        check_breach_on_authentication: false,
        validate_on_authentication: false,
      },
    });
    expect((await passwordLogin(app, email, 'trustno1')).body).toMatchObject(
      refusal(400, 'reset_password'),
    );
    // It proves nothing: whoever knows the list knows it.
    expect(
      (
        await app.call('POST', '/v1/passwords/existing_password/reset', {
          email,
          existing_password: 'trustno1',
          new_password: GOOD,
        })
      ).body,
    ).toMatchObject(refusal(400, 'cannot_reset_password_with_existing_password'));
    await changeSettings(app, { password_strength: defaultPasswordSettings });
  });

  test('when its user is called by it, from the next login on', async () => {
    const email = 'renamed@example.com';
    const password = 'quixotic.zephyrine';
    const made = await app.call('POST', '/v1/passwords', { email, password });
    expect(made.status).toBe(200);
    expect((await passwordLogin(app, email, password)).status).toBe(200);
    const name = { first_name: 'Quixotic.Zephyrine' };
    await app.call('PUT', `/v1/users/${made.body.user_id}`, { name });
    expect((await passwordLogin(app, email, password)).body).toMatchObject(
      refusal(400, 'reset_password'),
    );
  });

  test('when it no longer meets the policy, until the policy is another', async () => {
    const email = 'weak@example.com';
    await passwordUser(app, email);
    const strict = {
      ...defaultPasswordSettings,
      validation_policy: 'LUDS' as const,
      luds_min_password_length: 32,
      luds_min_password_complexity: 4,
    };
    await changeSettings(app, { password_strength: strict });
    expect((await passwordLogin(app, email, 'wrong')).body).toMatchObject(wrong);
    expect((await passwordLogin(app, email, GOOD)).body).toMatchObject(
      refusal(400, 'reset_password'),
    );
    await changeSettings(app, {
      password_strength: { ...strict, validate_on_authentication: false },
    });
    expect((await passwordLogin(app, email, GOOD)).status).toBe(200);
    await changeSettings(app, { password_strength: defaultPasswordSettings });
    const { body } = await passwordLogin(app, email, GOOD);
    expect(body.user.password.requires_reset).toBe(false);
  });
});
