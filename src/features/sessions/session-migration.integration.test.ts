import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { oneHour, passwordUser, sessionLives } from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

interface UserInfo {
  status: number;
  body: string;
}

const json = (value: unknown): UserInfo => ({ status: 200, body: JSON.stringify(value) });

let app: TestApp;
let otherSystem: http.Server;
let answer: UserInfo;
let seen: http.IncomingMessage[] = [];
let number = 0;

beforeAll(async () => {
  app = await createTestApp({ SELVAGE_ALLOW_PRIVATE_OUTGOING: 'true' });
  otherSystem = http.createServer((request, response) => {
    seen.push(request);
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  await new Promise<void>((done) => otherSystem.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  await new Promise((done) => otherSystem.close(done));
  await app.close();
});
beforeEach(() => {
  seen = [];
  number += 1;
});

const userInfoUrl = (): string =>
  `http://127.0.0.1:${(otherSystem.address() as AddressInfo).port}/userinfo`;

async function configure(url: string): Promise<void> {
  const path = '/pwa/v3/projects/my-project/environments/test';
  const changed = await app.callManagement('PATCH', path, {
    zero_downtime_session_migration_url: url,
  });
  expect(changed.status).toBe(200);
}

const createUser = async (fields: object = {}) => {
  const email = `ada${number}@example.com`;
  const { body } = await app.call('POST', '/v1/users', { email, ...fields });
  return { email, userId: body.user_id as string };
};

const migrate = (input: object = {}) =>
  app.call('POST', '/v1/sessions/migrate', { session_token: 'foreign-token', ...input });

const UNEXPECTED = 'migrate_from_external_unexpected_response';

describe('migrating a session', () => {
  test('needs a UserInfo URL', async () => {
    const { status, body } = await migrate();
    expect([status, body.error_type]).toEqual([400, 'migrate_from_external_missing_userinfo']);
  });

  describe('with a UserInfo URL', () => {
    beforeAll(() => configure(userInfoUrl()));

    test('asks it with the foreign token and starts a session for the user it names', async () => {
      const { email, userId } = await createUser();
      answer = json({ sub: 'auth0|1', email: email.toUpperCase(), email_verified: true });
      const { status, body } = await migrate({
        session_duration_minutes: 60,
        session_custom_claims: { from: 'elsewhere' },
      });
      expect(status).toBe(200);
      expect(seen).toHaveLength(1);
      expect(seen[0]).toMatchObject({ method: 'GET', url: '/userinfo' });
      expect(seen[0]?.headers).toMatchObject({
        authorization: 'Bearer foreign-token',
        accept: 'application/json',
      });
      expect(body).toMatchObject({
        user_id: userId,
        user: { user_id: userId },
        session: { user_id: userId, custom_claims: { from: 'elsewhere' } },
      });
      expect(body.session.authentication_factors).toMatchObject([
        { type: 'imported', delivery_method: 'imported_auth0' },
      ]);
      for (const by of ['session_token', 'session_jwt']) {
        const checked = await app.call('POST', '/v1/sessions/authenticate', { [by]: body[by] });
        expect(checked.body.session.session_id).toBe(body.session.session_id);
      }
    });

    test('without a duration says who it is and starts no session', async () => {
      const { email, userId } = await createUser();
      answer = json({ email });
      const { status, body } = await migrate();
      expect(status).toBe(200);
      expect(body).toMatchObject({
        user_id: userId,
        session: null,
        session_token: '',
        session_jwt: '',
      });
      const sessions = await app.call('GET', `/v1/sessions?user_id=${userId}`);
      expect(sessions.body.sessions).toEqual([]);
    });

    test('makes a pending user active and leaves the email unverified', async () => {
      const { email } = await createUser({ create_user_as_pending: true });
      answer = json({ email, email_verified: true });
      const { body } = await migrate();
      expect(body.user.status).toBe('active');
      expect(body.user.emails).toMatchObject([{ email, verified: false }]);
    });

    test('leaves nothing to whoever took the account in advance, with a password', async () => {
      const email = `taken${number}@example.com`;
      const attacker = await passwordUser(app, email, oneHour);
      answer = json({ email, email_verified: true });
      const { body } = await migrate({ session_duration_minutes: 60 });
      expect(body.user).toMatchObject({
        user_id: attacker.user_id,
        emails: [{ verified: true }],
        password: { requires_reset: true },
      });
      expect(await sessionLives(app, attacker.session_token)).toBe(false);
      expect(await sessionLives(app, body.session_token)).toBe(true);
    });

    test('finds existing users only', async () => {
      answer = json({ email: `nobody${number}@example.com`, email_verified: true });
      const { status, body } = await migrate({ session_duration_minutes: 60 });
      expect([status, body.error_type]).toEqual([
        400,
        'migrate_from_external_email_does_not_exist',
      ]);
    });

    test('does not find the user who only began to add the address', async () => {
      const user_id = await createVerifiedUser();
      const email = `claimed${number}@example.com`;
      const sent = await app.call('POST', '/v1/magic_links/email/send', { user_id, email });
      expect(sent.status).toBe(200);
      answer = json({ email, email_verified: true });
      const { body } = await migrate({ session_duration_minutes: 60 });
      expect(body.error_type).toBe('migrate_from_external_email_does_not_exist');
    });

    test.each([false, 'false', null, 0, 'yes', {}])(
      'refuses an address that the other system does not call verified: %j',
      async (email_verified) => {
        const { email } = await createUser();
        answer = json({ email, email_verified });
        const { status, body } = await migrate({ session_duration_minutes: 60 });
        expect([status, body.error_type]).toEqual([400, UNEXPECTED]);
      },
    );

    test('accepts the flag as text, and a system that has no such flag', async () => {
      const { email } = await createUser();
      for (const claims of [{ email, email_verified: 'true' }, { email }]) {
        answer = json(claims);
        expect((await migrate()).status).toBe(200);
      }
    });

    test.each<[string, UserInfo]>([
      ['an error', { status: 401, body: '{"email":"x@example.com"}' }],
      ['a redirect', { status: 302, body: '' }],
      ['another success', { status: 204, body: '' }],
      ['no JSON', { status: 200, body: '<html>' }],
      ['nothing', { status: 200, body: '' }],
      ['a list', json([{ email: 'x@example.com' }])],
      ['null', json(null)],
      ['no email', json({ sub: '1' })],
      ['an email that is no text', json({ email: ['x@example.com'] })],
      ['an email that is none', json({ email: 'x' })],
      ['too much', { status: 200, body: `"${'x'.repeat(2_000_000)}"` }],
    ])('refuses an answer that is %s', async (_what, given) => {
      answer = given;
      const { status, body } = await migrate({ session_duration_minutes: 60 });
      expect([status, body.error_type]).toEqual([400, UNEXPECTED]);
    });

    test.each(['', ' ', 'a b', 'a\r\nx-evil: 1', 'ä', 'x'.repeat(8_193)])(
      'sends no token that cannot stand in a header: %.20j',
      async (session_token) => {
        const { status, body } = await migrate({ session_token });
        expect([status, body.error_type]).toEqual([400, 'invalid_session_token']);
        expect(seen).toEqual([]);
      },
    );

    test('needs a token', async () => {
      const { status, body } = await app.call('POST', '/v1/sessions/migrate', {});
      expect([status, body.error_type]).toEqual([400, 'invalid_session_token']);
    });

    test('gives the same answer where nothing listens', async () => {
      const { email } = await createUser();
      answer = json({ email });
      await configure('http://127.0.0.1:1/userinfo');
      const { status, body } = await migrate();
      await configure(userInfoUrl());
      expect([status, body.error_type]).toEqual([400, UNEXPECTED]);
    });
  });
});

/** Nobody else may add another address. */
async function createVerifiedUser(): Promise<string> {
  const { email, userId } = await createUser();
  await app.call('POST', '/v1/magic_links/email/login_or_create', { email });
  const { token } = await app.lastMail(email);
  const { status } = await app.call('POST', '/v1/magic_links/authenticate', { token });
  expect(status).toBe(200);
  return userId;
}

describe('where private addresses are not allowed', () => {
  test('a UserInfo URL that leads to one is never asked', async () => {
    const guarded = await createTestApp();
    const path = '/pwa/v3/projects/my-project/environments/test';
    for (const url of [
      userInfoUrl(),
      userInfoUrl().replace('http:', 'https:'),
      'https://169.254.169.254/',
    ]) {
      await guarded.callManagement('PATCH', path, { zero_downtime_session_migration_url: url });
      const { status, body } = await guarded.call('POST', '/v1/sessions/migrate', {
        session_token: 'foreign-token',
      });
      expect([status, body.error_type]).toEqual([400, UNEXPECTED]);
    }
    expect(seen).toEqual([]);
    await guarded.close();
  });
});
