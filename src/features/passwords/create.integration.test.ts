import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unlimited } from '../../testing/magic-login.ts';
import {
  GOOD,
  oneHour,
  passwordLogin,
  passwordUser,
  refusal,
  storedHash,
} from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app.close());

const create = (body: object) => app.call('POST', '/v1/passwords', body);

describe('passwords.create', () => {
  test('makes an active user whose email is not verified, and no session unless asked', async () => {
    const made = await passwordUser(app, 'Ada@Example.com', {
      name: { first_name: 'Ada' },
      trusted_metadata: { plan: 'gold' },
      untrusted_metadata: { theme: 'dark' },
    });
    expect(made).toMatchObject({ session: null, session_token: '', session_jwt: '' });
    expect(made.user).toMatchObject({
      user_id: made.user_id,
      status: 'active',
      emails: [{ email_id: made.email_id, email: 'Ada@Example.com', verified: false }],
      name: { first_name: 'Ada' },
      trusted_metadata: { plan: 'gold' },
      untrusted_metadata: { theme: 'dark' },
      password: { requires_reset: false },
    });
    expect(made.user.password.password_id).toMatch(/^password-test-/);
    expect(await storedHash(app, made.user)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('starts a session with the password as its one factor', async () => {
    const made = await passwordUser(app, 'session@example.com', {
      ...oneHour,
      session_custom_claims: { cart: 1 },
    });
    expect(made.session_token).toHaveLength(44);
    expect(made.session.custom_claims).toEqual({ cart: 1 });
    expect(made.session.authentication_factors).toMatchObject([
      { type: 'password', delivery_method: 'knowledge' },
    ]);
    expect(Object.keys(made.session.authentication_factors[0])).toHaveLength(5);
  });

  test('refuses a known address, with or without a password, whatever its case', async () => {
    await app.call('POST', '/v1/users', { email: 'known@example.com' });
    await passwordUser(app, 'taken@example.com');
    for (const email of ['KNOWN@example.com', 'taken@example.com']) {
      expect((await create({ email, password: GOOD })).body).toMatchObject(
        refusal(400, 'duplicate_email'),
      );
    }
  });

  test('of two at once for one address makes one user', async () => {
    const body = { email: 'twice@example.com', password: GOOD, ...oneHour };
    const answers = await Promise.all([create(body), create(body), create(body)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
    expect(answers.filter(({ status }) => status === 400).map(({ body }) => body)).toMatchObject([
      refusal(400, 'duplicate_email'),
      refusal(400, 'duplicate_email'),
    ]);
  });

  test('makes no user where the password may not be set', async () => {
    const email = 'refused@example.com';
    for (const [password, error] of [
      ['', 'weak_password'],
      ['a', 'weak_password'],
      ['Password1', 'weak_password'],
      // The user's own address and name are what is guessed first.
      ['refused@example.com', 'weak_password'],
      [`wide${'\u200b'}space-anchor-47-mosaic`, 'forbidden_character_zero_width_space'],
      ['\ud800-anchor-47-mosaic-violet', 'bad_request'],
    ]) {
      const answer = await create({ email, password, name: { first_name: 'Zebulon' } });
      expect([password, answer.body.error_type]).toEqual([password, error]);
      expect(answer.status).toBe(400);
    }
    expect((await create({ email })).body).toMatchObject(refusal(400, 'bad_request'));
    expect((await create({ password: GOOD })).body).toMatchObject(refusal(400, 'invalid_email'));
    expect((await create({ email: 'x', password: GOOD })).body).toMatchObject(
      refusal(400, 'invalid_email'),
    );
    expect((await create({ email, password: 7 })).body).toMatchObject(refusal(400, 'bad_request'));
    expect((await passwordLogin(app, email, GOOD)).body).toMatchObject(
      refusal(404, 'email_not_found'),
    );
  });

  test.each([
    ['of 10,000 characters', 'violet-anchor-47-mosaic;'.repeat(417)],
    ['with NUL, tabs and line ends', 'violet\0anchor\x0b47\r\nmosaic'],
    ['of other scripts and emoji', 'пароль-ñandú-🔑-47-漢字'],
    ['with a space at both ends', ' violet anchor 47 mosaic '],
  ])('takes a password %s, and no other for it', async (title, password) => {
    const email = `odd-${title.length}@example.com`;
    expect((await create({ email, password })).status).toBe(200);
    expect((await passwordLogin(app, email, password)).status).toBe(200);
    for (const other of [password.trim(), password.slice(0, -1), `${password} `]) {
      if (other === password) continue;
      expect((await passwordLogin(app, email, other)).status).toBe(401);
    }
  });

  test('does not take look-alikes for one another', async () => {
    const password = 'ﬃ-anchor-47-mosaic-Å';
    expect((await create({ email: 'nfkc@example.com', password })).status).toBe(200);
    const folded = password.normalize('NFKC');
    expect((await passwordLogin(app, 'nfkc@example.com', folded)).status).toBe(401);
    expect((await passwordLogin(app, 'nfkc@example.com', password)).status).toBe(200);
  });

  test('cannot be sent as invalid UTF-8', async () => {
    const response = await app.app.inject({
      method: 'POST',
      url: '/v1/passwords',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${app.test.project_id}:${app.test.secret}`).toString('base64')}`,
      },
      payload: Buffer.concat([
        Buffer.from('{"email":"utf8@example.com","password":"violet-anchor-47-mosaic'),
        Buffer.from([0xff, 0xfe]),
        Buffer.from('"}'),
      ]),
    });
    expect(response.statusCode).toBe(400);
  });
});
