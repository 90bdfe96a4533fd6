import { generateKeyPairSync, sign } from 'node:crypto';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSettings, policyWithRoles } from '../../testing/change-settings.ts';
import {
  later,
  login,
  mailedToken,
  otherEnvironment,
  unlimited,
} from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { SESSION_CLAIM } from './session-jwt.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ ...unlimited, SELVAGE_JWT_REUSE_SECONDS: '0' });
});
afterAll(() => app.close());

const error = (status_code: number, error_type: string) => ({ status_code, error_type });
const authenticate = (body: object) => app.call('POST', '/v1/sessions/authenticate', body);
const revoke = (body: object) => app.call('POST', '/v1/sessions/revoke', body);
const sessionsOf = async (userId: string) =>
  (await app.call('GET', `/v1/sessions?user_id=${userId}`)).body.sessions;
const useLink = (body: object) => app.call('POST', '/v1/magic_links/authenticate', body);
const seconds = (text: string): number => Date.parse(text) / 1_000;
const lives = (session: { started_at: string; expires_at: string }): number =>
  seconds(session.expires_at) - seconds(session.started_at);

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

let liveUsers = 0;

async function liveLogin(): Promise<{ session_jwt: string; session_token: string }> {
  liveUsers += 1;
  const user = await app.callLive('POST', '/v1/users', { email: `live${liveUsers}@example.com` });
  const link = await app.callLive('POST', '/v1/magic_links', { user_id: user.body.user_id });
  const { body } = await app.callLive('POST', '/v1/magic_links/authenticate', {
    token: link.body.token,
    session_duration_minutes: 60,
  });
  return body;
}

describe('a session', () => {
  test('is made only where a duration is given', async () => {
    const token = await mailedToken(app, 'none@example.com');
    const { body } = await useLink({ token, session_custom_claims: { a: 1 } });
    expect(body).toMatchObject({ session: null, session_token: '', session_jwt: '' });
    expect(await sessionsOf(body.user_id)).toEqual([]);
  });

  test.each([5, 527_040])('may live %i minutes', async (minutes) => {
    const email = `lives${minutes}@example.com`;
    const { session, session_token } = await login(app, email, {
      session_duration_minutes: minutes,
    });
    expect(lives(session)).toBe(minutes * 60);
    expect(session_token).toMatch(/^[A-Za-z0-9_-]{44}$/);
    await later(app, minutes * 60 - 60, async () => {
      expect((await authenticate({ session_token })).status).toBe(200);
    });
    await later(app, minutes * 60 + 60, async () => {
      expect((await authenticate({ session_token })).body).toMatchObject(
        error(404, 'session_not_found'),
      );
      expect(await sessionsOf(session.user_id)).toEqual([]);
    });
  });

  test.each([
    [4, 'invalid_session_duration_minutes'],
    [0, 'invalid_session_duration_minutes'],
    [-5, 'invalid_session_duration_minutes'],
    [527_041, 'invalid_session_duration_minutes'],
    [5.5, 'bad_request'],
    ['60', 'bad_request'],
  ])('cannot live %s minutes, and asking uses no link up', async (minutes, type) => {
    const token = await mailedToken(app, `bounds${minutes}@example.com`);
    const refused = await useLink({ token, session_duration_minutes: minutes });
    expect(refused.body).toMatchObject(error(400, type));
    expect((await useLink({ token })).status).toBe(200);
  });

  test('shows the attributes of the call that made it, else empty ones', async () => {
    const attributes = { ip_address: '203.0.113.1', user_agent: 'Browser 1' };
    const made = await login(app, 'attributes@example.com', {
      session_duration_minutes: 60,
      attributes,
    });
    expect(made.session.attributes).toEqual(attributes);
    const without = await login(app, 'attributes@example.com');
    expect(without.session.attributes).toEqual({ ip_address: '', user_agent: '' });
  });

  test('is extended, and shortened, from now on and keeps token and start', async () => {
    const { session, session_token } = await login(app, 'extend@example.com');
    const { session: longer } = (
      await authenticate({ session_token, session_duration_minutes: 600 })
    ).body;
    expect(lives(longer)).toBeGreaterThanOrEqual(600 * 60);
    const shorter = await authenticate({ session_token, session_duration_minutes: 5 });
    expect(shorter.body).toMatchObject({
      session_token,
      session: { session_id: session.session_id, started_at: session.started_at },
    });
    await later(app, 301, async () => {
      expect((await authenticate({ session_token })).status).toBe(404);
    });
  });

  test('shows when it was last used, in the time of its environment', async () => {
    const { session, session_token } = await login(app, 'touch@example.com');
    await later(app, 600, async () => {
      const used = (await authenticate({ session_token })).body.session;
      expect(seconds(used.last_accessed_at) - seconds(session.last_accessed_at)).toBeGreaterThan(
        598,
      );
    });
  });

  test('carries the roles that its user has now', async () => {
    await changeSettings(app, { rbac_policy: policyWithRoles('editor') });
    const { user_id, session_token } = await login(app, 'roles@example.com');
    const roles = async () => {
      const { body } = await authenticate({ session_token });
      const claim = decodeJwt(body.session_jwt)[SESSION_CLAIM] as { roles: string[] };
      expect(claim.roles).toEqual(body.session.roles);
      return claim.roles;
    };
    expect(await roles()).toEqual(['stytch_user']);
    await app.call('PUT', `/v1/users/${user_id}`, { roles: ['editor'] });
    expect(await roles()).toEqual(['stytch_user', 'editor']);
  });
});

describe('custom claims', () => {
  const claims = async (session_token: string, session_custom_claims: object) =>
    authenticate({ session_token, session_custom_claims });

  test('merge at every depth, null deletes, arrays replace, and the JWT has them on top', async () => {
    const { session_token } = await login(app, 'claims@example.com', {
      session_duration_minutes: 60,
      session_custom_claims: { a: { b: 1, c: [1, 2] }, d: 'x' },
    });
    const change = { a: { b: null, c: [3], e: { f: true, g: null } }, h: null };
    const { body } = await claims(session_token, change);
    const merged = { a: { c: [3], e: { f: true } }, d: 'x' };
    expect(body.session.custom_claims).toEqual(merged);
    expect(decodeJwt(body.session_jwt)).toMatchObject(merged);
    const cleared = await claims(session_token, { a: null, d: null });
    expect(cleared.body.session.custom_claims).toBeNull();
  });

  test('cannot replace what the token itself says', async () => {
    const { session_token, user_id } = await login(app, 'reserved@example.com');
    const reserved = { iss: 'x', sub: 'x', aud: 'x', exp: 1, nbf: 1, iat: 1, jti: 'x' };
    const { body } = await claims(session_token, { ...reserved, mine: 1 });
    expect(body.session.custom_claims).toEqual({ mine: 1 });
    const payload = decodeJwt(body.session_jwt);
    expect(payload).toMatchObject({
      sub: user_id,
      iss: `stytch.com/${app.test.project_id}`,
      aud: [app.test.project_id],
      mine: 1,
    });
    expect(payload).not.toHaveProperty('jti');
    expect((await claims(session_token, { [SESSION_CLAIM]: { id: 'x' } })).body).toMatchObject(
      error(400, 'stytch_claims_in_custom_claims'),
    );
  });

  test('hold 4 KB together, and a refusal changes nothing', async () => {
    const { session_token } = await login(app, 'large@example.com');
    expect((await claims(session_token, { a: 'x'.repeat(3_000) })).status).toBe(200);
    const refused = await authenticate({
      session_token,
      session_duration_minutes: 5,
      session_custom_claims: { b: 'x'.repeat(2_000) },
    });
    expect(refused.body).toMatchObject(error(400, 'custom_claims_too_large'));
    const { session } = (await authenticate({ session_token })).body;
    expect(Object.keys(session.custom_claims)).toEqual(['a']);
    expect(lives(session)).toBeGreaterThanOrEqual(3_600);
  });

  test.each([[[]], ['x'], [1]])('are an object, not %j', async (value) => {
    const { session_token } = await login(app, 'shape@example.com');
    expect((await authenticate({ session_token, session_custom_claims: value })).status).toBe(400);
  });

  test('lose none of what many callers add at once', async () => {
    const { session_token } = await login(app, 'claim-race@example.com');
    await Promise.all(
      Array.from({ length: 12 }, (_, n) => claims(session_token, { [`k${n}`]: n })),
    );
    const { session } = (await authenticate({ session_token })).body;
    expect(Object.keys(session.custom_claims)).toHaveLength(12);
  });
});

describe('a session JWT', () => {
  test('says what the SDKs check', async () => {
    const { session, session_jwt, user_id } = await login(app, 'jwt@example.com');
    expect(decodeProtectedHeader(session_jwt)).toEqual({
      alg: 'RS256',
      kid: expect.stringMatching(/^jwk-test-[0-9a-f-]{36}$/),
      typ: 'JWT',
    });
    const payload = decodeJwt(session_jwt);
    const { session_id, custom_claims, user_id: _, ...claim } = session;
    expect(custom_claims).toBeNull();
    expect(payload).toEqual({
      aud: [app.test.project_id],
      iss: `stytch.com/${app.test.project_id}`,
      sub: user_id,
      iat: payload.iat,
      nbf: payload.iat,
      exp: Number(payload.iat) + 300,
      [SESSION_CLAIM]: { id: session_id, ...claim },
    });
    const [factor] = claim.authentication_factors;
    expect(Object.keys(factor).sort()).toEqual([
      'created_at',
      'delivery_method',
      'email_factor',
      'last_authenticated_at',
      'type',
      'updated_at',
    ]);
  });

  test('past its exp still names its session, until that ends', async () => {
    const { session_jwt } = await login(app, 'old-jwt@example.com');
    await later(app, 3_000, async () => {
      const answer = await authenticate({ session_jwt });
      expect(answer.body).toMatchObject({ status_code: 200, session_token: '' });
    });
    await later(app, 3_700, async () => {
      expect((await authenticate({ session_jwt })).body).toMatchObject(
        error(404, 'session_not_found'),
      );
    });
  });

  test('of another environment is not one of this', async () => {
    const live = await liveLogin();
    expect((await authenticate({ session_jwt: live.session_jwt })).body).toMatchObject(
      error(400, 'unable_to_parse_session_jwt'),
    );
    expect((await revoke({ session_jwt: live.session_jwt })).body).toMatchObject(
      error(400, 'unable_to_parse_session_jwt'),
    );
    expect((await authenticate({ session_token: live.session_token })).body).toMatchObject(
      error(404, 'session_not_found'),
    );
    const again = await app.callLive('POST', '/v1/sessions/authenticate', {
      session_jwt: live.session_jwt,
    });
    expect(again.status).toBe(200);
  });

  test('that was tampered with, or signed by others, is none', async () => {
    const { session_jwt } = await login(app, 'tamper@example.com');
    const victim = await login(app, 'victim@example.com');
    const [header, payload, signature] = session_jwt.split('.') as [string, string, string];
    const claims = decodeJwt(session_jwt);
    const forged = encode({
      ...claims,
      sub: victim.user_id,
      [SESSION_CLAIM]: { ...(claims[SESSION_CLAIM] as object), id: victim.session.session_id },
    });
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const signed = (head: string) =>
      `${head}.${forged}.${sign('sha256', Buffer.from(`${head}.${forged}`), privateKey).toString('base64url')}`;
    const { kid } = decodeProtectedHeader(session_jwt);
    for (const jwt of [
      `${header}.${forged}.${signature}`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${encode({ alg: 'none', kid, typ: 'JWT' })}.${forged}.`,
      `${encode({ alg: 'none', kid, typ: 'JWT' })}.${forged}.${signature}`,
      `${encode({ alg: 'HS256', kid, typ: 'JWT' })}.${forged}.${signature}`,
      signed(header),
      signed(encode({ alg: 'RS256', kid: 'jwk-test-0', typ: 'JWT' })),
      signed(encode({ alg: 'RS256', typ: 'JWT', jwk: { kty: 'RSA' } })),
      'x'.repeat(70_000),
      '',
      'a.b.c',
    ]) {
      expect((await authenticate({ session_jwt: jwt })).body).toMatchObject(
        error(400, 'unable_to_parse_session_jwt'),
      );
      expect((await revoke({ session_jwt: jwt })).body).toMatchObject(
        error(400, 'unable_to_parse_session_jwt'),
      );
    }
    expect((await authenticate({ session_token: victim.session_token })).status).toBe(200);
  });
});

describe('a revoked session', () => {
  test.each(['session_id', 'session_token', 'session_jwt'])(
    'by %s is over for token and JWT, and other sessions are not',
    async (by) => {
      const email = `revoke-${by}@example.com`;
      const other = await login(app, email);
      const { session, session_token, session_jwt } = await login(app, email);
      const named: Record<string, string> = {
        session_id: session.session_id,
        session_token,
        session_jwt,
      };
      expect((await revoke({ [by]: named[by] })).status).toBe(200);
      for (const selector of [{ session_token }, { session_jwt }]) {
        expect((await authenticate(selector)).body).toMatchObject(error(404, 'session_not_found'));
        const extend = { ...selector, session_duration_minutes: 60 };
        expect((await authenticate(extend)).body).toMatchObject(error(404, 'session_not_found'));
        expect((await revoke(selector)).body).toMatchObject(error(404, 'session_not_found'));
      }
      const left = await sessionsOf(session.user_id);
      expect(left.map(({ session_id }: { session_id: string }) => session_id)).toEqual([
        other.session.session_id,
      ]);
    },
  );

  test('needs exactly one name of the right environment', async () => {
    const { session, session_token, session_jwt } = await login(app, 'revoke-names@example.com');
    const { session_id } = session;
    const none = 'no_session_revoke_arguments';
    const many = 'too_many_session_revoke_arguments';
    for (const [body, status, type] of [
      [{}, 400, none],
      [{ session_id: null }, 400, none],
      [{ session_id, session_token }, 400, many],
      [{ session_id, session_jwt }, 400, many],
      [{ session_token, session_jwt }, 400, many],
      [{ session_id, session_token, session_jwt }, 400, many],
      [{ session_id: 'x' }, 400, 'invalid_session_id'],
      [{ session_id: session_id.slice(0, -1) }, 400, 'invalid_session_id'],
      [{ session_id: otherEnvironment(session_id) }, 400, 'live_id_used_in_test_environment'],
      [{ session_token: 'INVALID' }, 400, 'invalid_session_token'],
      [{ session_token: 'x'.repeat(44) }, 404, 'session_not_found'],
      [{ session_id: `session-test-${session.user_id.slice(-36)}` }, 404, 'session_not_found'],
    ] as const) {
      expect((await revoke(body)).body).toMatchObject(error(status, type));
    }
    const live = await app.callLive('POST', '/v1/sessions/revoke', {
      session_id: otherEnvironment(session_id),
    });
    expect(live.body).toMatchObject(error(404, 'session_not_found'));
    expect((await authenticate({ session_token })).status).toBe(200);
  });

  test('is not brought back by an extension of the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { session, session_token } = await login(app, `revive${round}@example.com`);
      await Promise.all([
        authenticate({ session_token, session_duration_minutes: 60 }),
        revoke({ session_id: session.session_id }),
        authenticate({ session_token }),
        authenticate({ session_token, session_custom_claims: { a: 1 } }),
      ]);
      expect((await authenticate({ session_token })).status).toBe(404);
    }
  });
});

describe('sessions/get', () => {
  test.each([
    ['user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd', 404, 'user_not_found'],
    ['nobody', 404, 'user_not_found'],
    ['user-live-e3795c81-f849-4167-bfda-e4a6e9c280fd', 400, 'live_id_used_in_test_environment'],
    ['user-test-x', 400, 'invalid_user_id'],
    ['', 400, 'invalid_user_id'],
  ])('of %s gets %i %s', async (id, status, type) => {
    expect((await app.call('GET', `/v1/sessions?user_id=${id}`)).body).toMatchObject(
      error(status, type),
    );
  });

  test('needs one user_id', async () => {
    expect((await app.call('GET', '/v1/sessions')).body).toMatchObject(
      error(400, 'invalid_user_id'),
    );
    expect((await app.call('GET', '/v1/sessions?user_id=a&user_id=b')).status).toBe(400);
  });

  test('shows no token', async () => {
    const { session_token, user_id } = await login(app, 'secretive@example.com');
    const listed = JSON.stringify(await sessionsOf(user_id));
    expect(listed).not.toContain(session_token);
    expect(listed).not.toContain('token');
  });
});
