import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentPolicy, setPolicy } from '../../testing/rbac-policy.ts';
import { createTestApp, inject, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const postgres = process.env['SELVAGE_TEST_DATABASE'] === 'postgres';
const uuidOf = (projectId: string): string => projectId.slice(-36);

interface Login {
  userId: string;
  token: string;
  jwt: string;
  sessionId: string;
}

let users = 0;

async function logIn(input: object = {}): Promise<Login> {
  users += 1;
  const external_id = `external-${users}`;
  const email = `ada${users}@example.com`;
  const user = await app.call('POST', '/v1/users', { external_id, email });
  const link = await app.call('POST', '/v1/magic_links', { user_id: user.body.user_id });
  const { body } = await app.call('POST', '/v1/magic_links/authenticate', {
    token: link.body.token,
    session_duration_minutes: 60,
    ...input,
  });
  return {
    userId: body.user_id,
    token: body.session_token,
    jwt: body.session_jwt,
    sessionId: body.session.session_id,
  };
}

const authenticate = (body: object) => app.call('POST', '/v1/sessions/authenticate', body);
const revoke = (body: object) => app.call('POST', '/v1/sessions/revoke', body);
const jwks = (projectId: string, node: Pick<TestApp, 'app'> = app) =>
  inject(node.app, undefined, 'GET', `/v1/sessions/jwks/${projectId}`);

describe('sessions/authenticate', () => {
  test('answers by token and by JWT; a JWT does not show the token', async () => {
    const login = await logIn();
    const byToken = await authenticate({ session_token: login.token });
    expect(byToken.status).toBe(200);
    expect(byToken.body).toMatchObject({
      session: { session_id: login.sessionId, user_id: login.userId },
      session_token: login.token,
      user: { user_id: login.userId },
    });
    expect(byToken.body).not.toHaveProperty('verdict');
    const byJwt = await authenticate({ session_jwt: login.jwt });
    expect(byJwt.body).toMatchObject({
      session: { session_id: login.sessionId },
      session_token: '',
    });
  });

  test('takes an empty token or JWT for none, as answers without a session hold them', async () => {
    const login = await logIn();
    const { token, jwt } = login;
    for (const body of [
      { session_token: token, session_jwt: '' },
      { session_token: '', session_jwt: jwt },
    ]) {
      expect((await authenticate(body)).body.session?.session_id).toBe(login.sessionId);
    }
    // By itself it is a bad one.
    for (const [body, type] of [
      [{ session_token: '' }, 'invalid_session_token'],
      [{ session_jwt: '' }, 'unable_to_parse_session_jwt'],
    ] as const) {
      expect((await authenticate(body)).body.error_type).toBe(type);
    }
    const link = await app.call('POST', '/v1/magic_links', { user_id: login.userId });
    const again = await app.call('POST', '/v1/magic_links/authenticate', {
      token: link.body.token,
      session_token: '',
      session_jwt: '',
      session_duration_minutes: 60,
    });
    expect(again.body.status_code).toBe(200);
    expect(again.body.session.session_id).not.toBe(login.sessionId);
    const none = { session_id: '', session_token: '', session_jwt: '' };
    expect((await revoke(none)).body.error_type).toBe('invalid_session_id');
    expect((await revoke({ ...none, session_token: token })).status).toBe(200);
  });

  test('extends, and merges claims, only when asked to', async () => {
    const { token } = await logIn({ session_custom_claims: { a: { b: 1 } } });
    const before = (await authenticate({ session_token: token })).body.session;
    expect(before.custom_claims).toEqual({ a: { b: 1 } });
    const after = await authenticate({
      session_token: token,
      session_duration_minutes: 600,
      session_custom_claims: { a: { b: null, c: 2 } },
    });
    expect(after.body.session).toMatchObject({
      session_id: before.session_id,
      started_at: before.started_at,
      custom_claims: { a: { c: 2 } },
    });
    expect(Date.parse(after.body.session.expires_at)).toBeGreaterThan(
      Date.parse(before.expires_at),
    );
  });

  test.each([
    [{}, 'no_session_arguments'],
    [{ session_token: null }, 'no_session_arguments'],
    [{ session_token: 'x'.repeat(44), session_jwt: 'a.b.c' }, 'too_many_session_arguments'],
    [{ session_token: 'INVALID' }, 'invalid_session_token'],
    [{ session_token: 1 }, 'bad_request'],
    [{ session_jwt: 'INVALID' }, 'unable_to_parse_session_jwt'],
    [
      { session_token: 'x'.repeat(44), session_duration_minutes: 4 },
      'invalid_session_duration_minutes',
    ],
    [
      { session_token: 'x'.repeat(44), session_duration_minutes: 527_041 },
      'invalid_session_duration_minutes',
    ],
    [{ session_token: 'x'.repeat(44), authorization_check: { action: 'read' } }, 'bad_request'],
  ])('refuses %j with 400 %s', async (body, type) => {
    const answer = await authenticate(body);
    expect([answer.status, answer.body.error_type]).toEqual([400, type]);
  });

  test('does not know a well-formed token that nobody has', async () => {
    const { status, body } = await authenticate({ session_token: 'x'.repeat(44) });
    expect([status, body.error_type]).toEqual([404, 'session_not_found']);
  });

  test('checks a permission after the session, and names the roles that grant it', async () => {
    await setPolicy(app, documentPolicy);
    const { token } = await logIn();
    const check = (action: string, session_token = token) =>
      authenticate({ session_token, authorization_check: { resource_id: 'documents', action } });
    const granted = await check('read');
    expect(granted.body.verdict).toEqual({ authorized: true, granting_roles: ['stytch_user'] });
    const denied = await check('delete');
    expect([denied.status, denied.body.error_type]).toEqual([
      403,
      'consumer_session_authorization_error',
    ]);
    const nobody = await check('delete', 'x'.repeat(44));
    expect([nobody.status, nobody.body.error_type]).toEqual([404, 'session_not_found']);
  });
});

describe('sessions/get', () => {
  test('lists active sessions, oldest first, by our id or the external one', async () => {
    const { userId, sessionId } = await logIn();
    const { body } = await app.call('GET', `/v1/sessions?user_id=${userId}`);
    expect(body.sessions.map((one: { session_id: string }) => one.session_id)).toEqual([sessionId]);
    const { body: user } = await app.call('GET', `/v1/users/${userId}`);
    const again = await app.call('GET', `/v1/sessions?user_id=${user.external_id}`);
    expect(again.body.sessions).toEqual(body.sessions);
    expect(JSON.stringify(body)).not.toContain('session_token');
  });

  test('does not list what was revoked or has expired', async () => {
    const { userId, token } = await logIn();
    await revoke({ session_token: token });
    const { body } = await app.call('GET', `/v1/sessions?user_id=${userId}`);
    expect(body.sessions).toEqual([]);
  });

  test.each([
    ['', 400, 'invalid_user_id'],
    ['?user_id=', 400, 'invalid_user_id'],
    ['?user_id=user-test-1', 400, 'invalid_user_id'],
    ['?user_id=nobody', 404, 'user_not_found'],
    ['?user_id=user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd', 404, 'user_not_found'],
    [
      '?user_id=user-live-e3795c81-f849-4167-bfda-e4a6e9c280fd',
      400,
      'live_id_used_in_test_environment',
    ],
  ])('refuses "%s" with %d %s', async (query, status, type) => {
    const answer = await app.call('GET', `/v1/sessions${query}`);
    expect([answer.status, answer.body.error_type]).toEqual([status, type]);
  });
});

describe('sessions/revoke', () => {
  test.each<[string, (login: Login) => object]>([
    ['id', ({ sessionId }) => ({ session_id: sessionId })],
    ['token', ({ token }) => ({ session_token: token })],
    ['JWT', ({ jwt }) => ({ session_jwt: jwt })],
  ])('ends a session by its %s, once', async (_what, selector) => {
    const login = await logIn();
    const { status, body } = await revoke(selector(login));
    expect([status, Object.keys(body).toSorted()]).toEqual([200, ['request_id', 'status_code']]);
    for (const by of [{ session_token: login.token }, { session_jwt: login.jwt }]) {
      expect((await authenticate(by)).body.error_type).toBe('session_not_found');
    }
    expect((await revoke(selector(login))).body.error_type).toBe('session_not_found');
  });

  test.each([
    [{}, 'no_session_revoke_arguments'],
    [{ session_token: 'x'.repeat(44), session_jwt: 'a.b.c' }, 'too_many_session_revoke_arguments'],
    [{ session_id: 'x' }, 'invalid_session_id'],
    [{ session_token: 'x' }, 'invalid_session_token'],
    [{ session_jwt: 'x' }, 'unable_to_parse_session_jwt'],
  ])('refuses %j with 400 %s', async (body, type) => {
    const answer = await revoke(body);
    expect([answer.status, answer.body.error_type]).toEqual([400, type]);
  });
});

describe('the JWKS', () => {
  test('needs no credentials, is cached for 15 minutes and verifies the JWTs of its project', async () => {
    const { jwt } = await logIn();
    const { status, headers, body } = await jwks(app.test.project_id);
    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('max-age=900');
    const { payload } = await jwtVerify(jwt, createLocalJWKSet(body), {
      audience: app.test.project_id,
      issuer: `stytch.com/${app.test.project_id}`,
      typ: 'JWT',
    });
    expect(payload.sub).toMatch(/^user-test-/);
    expect(body.keys[0]).toEqual({
      kty: 'RSA',
      use: 'sig',
      key_ops: ['verify'],
      alg: 'RS256',
      kid: expect.stringMatching(/^jwk-test-/),
      x5c: [],
      x5tS256: '',
      n: expect.stringMatching(/^[\w-]{342}$/),
      e: 'AQAB',
    });
    expect(JSON.stringify(body)).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
  });

  test('does not mind credentials, whatever they are', async () => {
    const path = `/v1/sessions/jwks/${app.test.project_id}`;
    const wrong = { username: 'x', password: 'y' };
    expect((await app.callAs(wrong, 'GET', path)).status).toBe(200);
    expect((await app.callLive('GET', path)).status).toBe(200);
  });

  test('makes the first key of an environment, one for all who ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => jwks(app.live.project_id)));
    const kids = answers.flatMap(({ body }) => body.keys.map((key: { kid: string }) => key.kid));
    expect(new Set(kids).size).toBe(1);
    expect(kids[0]).toMatch(/^jwk-live-/);
  });

  test.each([
    ['x', 400, 'invalid_project_id'],
    ['project-test-1', 400, 'invalid_project_id'],
    ['project-prod-00000000-0000-4000-8000-000000000000', 400, 'invalid_project_id'],
    ['project-test-00000000-0000-4000-8000-000000000000', 404, 'project_not_found'],
  ])('of %s is %d %s', async (projectId, status, type) => {
    const answer = await jwks(projectId);
    expect([answer.status, answer.body.error_type]).toEqual([status, type]);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('of a project id with the other environment word is not found', async () => {
    const { status } = await jwks(app.test.project_id.replace('test', 'live'));
    expect(status).toBe(404);
  });

  test('lists the next key before it signs, and the last one still', async () => {
    const old = (await jwks(app.test.project_id)).body.keys[0].kid;
    expect(await app.services.signingKeys.rotate(uuidOf(app.test.project_id))).toBe(true);
    const keys = (await jwks(app.test.project_id)).body.keys.map((key: { kid: string }) => key.kid);
    expect(keys).toHaveLength(2);
    expect(keys).toContain(old);
    const { jwt } = await logIn();
    expect(decodeProtectedHeader(jwt).kid).toBe(old);
    expect(await app.services.signingKeys.rotate(uuidOf(app.test.project_id))).toBe(false);
  });
});

if (postgres) {
  describe('two nodes', () => {
    test('know a key that the other one made a moment ago', async () => {
      const mine = await createTestApp();
      const other = await mine.secondNode();
      const credentials = { username: mine.test.project_id, password: mine.test.secret };
      // The other node holds the environment without a key.
      await inject(other.app, credentials, 'GET', '/v1/debug/whoami');
      const email = 'ada@example.com';
      const user = await mine.call('POST', '/v1/users', { email });
      const link = await mine.call('POST', '/v1/magic_links', { user_id: user.body.user_id });
      const login = await mine.call('POST', '/v1/magic_links/authenticate', {
        token: link.body.token,
        session_duration_minutes: 60,
      });
      const { session_jwt } = login.body;
      const checked = await inject(other.app, credentials, 'POST', '/v1/sessions/authenticate', {
        session_jwt,
      });
      expect(checked.status).toBe(200);
      const { body } = await jwks(mine.test.project_id, other);
      expect(body.keys.map((key: { kid: string }) => key.kid)).toEqual([
        decodeProtectedHeader(session_jwt).kid,
      ]);
      await mine.services.signingKeys.rotate(uuidOf(mine.test.project_id));
      expect((await jwks(mine.test.project_id, other)).body.keys).toHaveLength(2);
      await mine.close();
    });
  });
}
