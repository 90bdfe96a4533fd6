import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../platform/clock.ts';
import { eventOf } from '../../testing/audit-log.ts';
import { changeSettings } from '../../testing/change-settings.ts';
import { login, mailedToken, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let now = Date.now();
let user_id = '';
let serial = 0;
const E = '/pwa/v3/projects/my-project/environments/test';
const WHO = { reason: 'Ticket 4711', impersonator_email_address: 'operator@example.com' };

beforeAll(async () => {
  app = await createTestApp(unlimited, { clock: { now: () => now } });
});
afterAll(() => app.close());
beforeEach(async () => {
  await changeSettings(app, { user_impersonation_enabled: true });
  serial += 1;
  ({ user_id } = (await app.call('POST', '/v1/users', { email: email() })).body);
});

const email = () => `impersonated${serial}@example.com`;
const mint = (body: object = {}, id = user_id) =>
  app.callManagement('POST', `${E}/users/${id}/impersonate`, { ...WHO, ...body });
const authenticate = (impersonation_token: unknown) =>
  app.call('POST', '/v1/impersonation/authenticate', { impersonation_token });

async function impersonate() {
  const { body } = await mint();
  const answer = await authenticate(body.impersonation_token);
  expect(answer.status).toBe(200);
  return answer.body;
}

describe('an operator', () => {
  test('logs in as a user for an hour, marked as who they are', async () => {
    const minted = await mint({ impersonator_id: 'staff-7' });
    expect(minted.body).toMatchObject({ status_code: 200, user_id });
    const url = new URL(minted.body.impersonation_url);
    expect(`${url.origin}${url.pathname}`).toBe('http://localhost:3000/authenticate');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      stytch_token_type: 'impersonation',
      token: minted.body.impersonation_token,
    });
    const { status, body } = await authenticate(minted.body.impersonation_token);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([
      'request_id',
      'session',
      'session_jwt',
      'session_token',
      'status_code',
      'user',
      'user_id',
    ]);
    expect(body.session.authentication_factors).toEqual([
      {
        type: 'impersonated',
        delivery_method: 'impersonation',
        impersonated_factor: {
          impersonator_id: 'staff-7',
          impersonator_email_address: WHO.impersonator_email_address,
        },
        created_at: expect.any(String),
        last_authenticated_at: expect.any(String),
        updated_at: expect.any(String),
      },
    ]);
    const { started_at, expires_at } = body.session;
    expect(Date.parse(expires_at) - Date.parse(started_at)).toBe(HOUR);
    // The user has proven nothing.
    expect(body.user).toMatchObject({ user_id });
    expect(body.user.emails[0].verified).toBe(false);
  });

  test('leaves in the audit log who, whom, why and the session', async () => {
    const minted = await mint();
    const details = {
      impersonator_id: app.management.key_id,
      impersonator_email_address: WHO.impersonator_email_address,
    };
    expect(await eventOf(app, minted)).toMatchObject({
      action: 'management.users.impersonate',
      actor: app.management.key_id,
      user_id,
      reason: WHO.reason,
      details,
    });
    const answer = await authenticate(minted.body.impersonation_token);
    expect(await eventOf(app, answer)).toMatchObject({
      action: 'impersonation.authenticate',
      result: 'success',
      user_id,
      session_id: answer.body.session.session_id,
      reason: WHO.reason,
      details,
    });
    const again = await authenticate(minted.body.impersonation_token);
    expect(await eventOf(app, again)).toMatchObject({
      result: 'refused',
      reason: 'unable_to_auth_impersonation_token',
    });
  });

  test('needs the setting of the environment, then and now', async () => {
    const { body } = await mint();
    await changeSettings(app, { user_impersonation_enabled: false });
    for (const refused of [await mint(), await authenticate(body.impersonation_token)]) {
      expect(refused.body).toMatchObject({
        status_code: 403,
        error_type: 'user_impersonation_not_allowed',
      });
    }
  });

  test.each([
    ['a blank reason', { reason: ' ' }, 'invalid_impersonation_reason'],
    ['a long reason', { reason: 'r'.repeat(501) }, 'invalid_impersonation_reason'],
    ['no reason', { reason: undefined }, 'invalid_impersonation_reason'],
    ['no address', { impersonator_email_address: 'nobody' }, 'invalid_email'],
    ['an empty id', { impersonator_id: '' }, 'invalid_argument'],
  ])('cannot ask with %s', async (_, body, error_type) => {
    expect((await mint(body)).body).toMatchObject({ status_code: 400, error_type });
  });

  test('cannot name a user of another environment', async () => {
    const other = await app.callLive('POST', '/v1/users', { email: email() });
    expect((await mint({}, other.body.user_id)).status).toBe(400);
  });
});

describe('an impersonation token', () => {
  const refused = { status_code: 401, error_type: 'unable_to_auth_impersonation_token' };

  test('is good once, however many come at the same time', async () => {
    const { body } = await mint();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => authenticate(body.impersonation_token)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const { body: one } of answers.filter(({ status }) => status !== 200)) {
      expect(one).toMatchObject(refused);
    }
  });

  test('is good for five minutes', async () => {
    const [early, late] = [await mint(), await mint()];
    now += 5 * MINUTE - 1;
    expect((await authenticate(early.body.impersonation_token)).status).toBe(200);
    now += 1;
    expect((await authenticate(late.body.impersonation_token)).body).toMatchObject(refused);
  });

  test('is good in its own environment only', async () => {
    const { body } = await mint();
    await app.callManagement('PATCH', '/pwa/v3/projects/my-project/environments/production', {
      user_impersonation_enabled: true,
    });
    const elsewhere = await app.callLive('POST', '/v1/impersonation/authenticate', {
      impersonation_token: body.impersonation_token,
    });
    expect(elsewhere.body).toMatchObject(refused);
  });

  test('goes with its user', async () => {
    const { body } = await mint();
    await app.call('DELETE', `/v1/users/${user_id}`);
    expect((await authenticate(body.impersonation_token)).body).toMatchObject(refused);
  });

  test.each(['', 'nonsense', 'A'.repeat(44)])('is none: %j', async (token) => {
    expect((await authenticate(token)).body).toMatchObject(refused);
  });
});

describe('the session of an operator', () => {
  const immutable = { status_code: 400, error_type: 'session_not_mutable' };

  test('is not extended', async () => {
    const { session, session_token } = await impersonate();
    now += 10 * MINUTE;
    const { body } = await app.call('POST', '/v1/sessions/authenticate', {
      session_token,
      session_duration_minutes: 600,
    });
    expect(body).toMatchObject({ status_code: 200 });
    expect(body.session.expires_at).toBe(session.expires_at);
    now += 50 * MINUTE;
    const ended = await app.call('POST', '/v1/sessions/authenticate', { session_token });
    expect(ended.body).toMatchObject({ status_code: 404, error_type: 'session_not_found' });
  });

  test('takes no claims, no factor and no new credential', async () => {
    const { session_token } = await impersonate();
    const token = await mailedToken(app, email());
    const tries: [string, object][] = [
      ['/v1/sessions/authenticate', { session_custom_claims: { a: 1 } }],
      ['/v1/magic_links/authenticate', { token, session_duration_minutes: 60 }],
      ['/v1/passwords/session/reset', { password: 'violet-47-mosaic-lamp' }],
      ['/v1/otps/email/send', { email: 'mine@operator.example.com' }],
    ];
    for (const [path, body] of tries) {
      const answer = await app.call('POST', path, { ...body, session_token });
      expect([path, answer.body]).toMatchObject([path, immutable]);
    }
    // What was refused used nothing up.
    expect((await app.call('POST', '/v1/magic_links/authenticate', { token })).status).toBe(200);
  });

  test('leaves a session of the user as it was', async () => {
    const own = await login(app, email());
    await impersonate();
    const { body } = await app.call('GET', `/v1/sessions?user_id=${user_id}`);
    expect(body.sessions).toHaveLength(2);
    const still = await app.call('POST', '/v1/sessions/authenticate', {
      session_token: own.session_token,
    });
    expect(still.body.session.authentication_factors).toHaveLength(1);
  });

  test('can be ended', async () => {
    const { session_token } = await impersonate();
    expect((await app.call('POST', '/v1/sessions/revoke', { session_token })).status).toBe(200);
    const gone = await app.call('POST', '/v1/sessions/authenticate', { session_token });
    expect(gone.status).toBe(404);
  });
});
