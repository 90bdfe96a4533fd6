import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorize,
  makeConnectedApp,
  makeUser,
  pkcePair,
  REDIRECT,
} from '../../testing/connected-apps.ts';
import { later, login, unlimited } from '../../testing/magic-login.ts';
import { oauthCall } from '../../testing/oauth-clients.ts';
import { type Answer, createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let user_id: string;
beforeAll(async () => {
  app = await createTestApp(unlimited);
  user_id = await makeUser(app, { name: { first_name: 'Ada', last_name: 'Byron' } });
});
afterAll(() => app?.close());

type Made = { client_id: string; client_secret?: string };

const token = (client: Made, parameters: Record<string, string | undefined>) =>
  oauthCall(app, 'token', {
    client_id: client.client_id,
    client_secret: client.client_secret,
    ...parameters,
  });

const exchange = (client: Made, code: string, parameters: Record<string, string> = {}) =>
  token(client, { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...parameters });

const refresh = (client: Made, refresh_token: string, parameters: Record<string, string> = {}) =>
  token(client, { grant_type: 'refresh_token', refresh_token, ...parameters });

const introspect = async (client: Made, text: string) =>
  (
    await oauthCall(app, 'introspect', {
      client_id: client.client_id,
      client_secret: client.client_secret,
      token: text,
    })
  ).body;

const OFFLINE = ['openid', 'profile', 'email', 'offline_access'];

/** A client with the tokens of a flow that the user agreed to. */
async function withTokens(type: string, request: object = {}, fields: object = {}) {
  const client: Made = await makeConnectedApp(app, type, fields);
  const { code_verifier, code_challenge } = pkcePair();
  const code = await authorize(app, client.client_id, {
    user_id,
    scopes: OFFLINE,
    code_challenge,
    ...request,
  });
  const answer = await exchange(client, code, { code_verifier });
  expect(answer.body).toMatchObject({ status_code: 200, token_type: 'bearer' });
  return { client, code, code_verifier, tokens: answer.body };
}

const refusal = ({ status, body }: Answer) => ({ status, error: body.error });
const invalidGrant = { status: 400, error: 'invalid_grant' };

describe('a code', () => {
  test.each(['first_party', 'third_party', 'first_party_public', 'third_party_public'])(
    'of a %s app becomes tokens that say what is documented',
    async (type) => {
      const { client, tokens } = await withTokens(type, { nonce: 'n-1' });
      expect(tokens).toMatchObject({
        expires_in: 3600,
        scope: OFFLINE.join(' '),
        refresh_token: expect.stringMatching(/^[A-Za-z0-9_-]{44}$/),
        request_id: expect.any(String),
      });
      expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({
        alg: 'RS256',
        typ: 'JWT',
      });
      const { keys } = (await app.call('GET', `/v1/sessions/jwks/${app.test.project_id}`)).body;
      const jwks = createLocalJWKSet({ keys });
      const issuer = `stytch.com/${app.test.project_id}`;
      const access = await jwtVerify(tokens.access_token, jwks, {
        audience: app.test.project_id,
        issuer,
      });
      expect(access.payload).toEqual({
        aud: [app.test.project_id],
        client_id: client.client_id,
        exp: (access.payload.iat ?? 0) + 3600,
        iat: expect.any(Number),
        iss: issuer,
        jti: expect.stringMatching(/^[A-Za-z0-9_-]{44}$/),
        nbf: access.payload.iat,
        scope: OFFLINE.join(' '),
        sub: user_id,
      });
      const id = await jwtVerify(tokens.id_token, jwks, { audience: client.client_id, issuer });
      expect(id.payload).toMatchObject({
        sub: user_id,
        nonce: 'n-1',
        name: 'Ada Byron',
        given_name: 'Ada',
        family_name: 'Byron',
        email_verified: false,
        exp: (id.payload.iat ?? 0) + 3600,
      });
    },
  );

  test('gives neither ID token nor refresh token where their scopes are missing', async () => {
    const { tokens } = await withTokens('first_party', { scopes: ['profile'] });
    expect(tokens).not.toHaveProperty('id_token');
    expect(tokens).not.toHaveProperty('refresh_token');
  });

  test('carries lifetime, custom audience and resources into the access token', async () => {
    const resources = ['https://mcp.example.com/', 'https://api.example.com/'];
    const { tokens } = await withTokens(
      'first_party',
      { resources },
      { access_token_expiry_minutes: 7, access_token_custom_audience: 'https://own.example' },
    );
    const { aud, exp, iat } = decodeJwt(tokens.access_token);
    expect(aud).toEqual([app.test.project_id, 'https://own.example', ...resources]);
    expect((exp ?? 0) - (iat ?? 0)).toBe(420);
    expect(tokens.expires_in).toBe(420);
  });

  test('of a resource that was not authorized is refused (RFC 8707)', async () => {
    const client = await makeConnectedApp(app, 'first_party');
    const resources = ['https://mcp.example.com/'];
    const code = await authorize(app, client.client_id, { user_id, resources });
    const resource = 'https://evil.example/';
    expect(refusal(await exchange(client, code, { resource }))).toEqual({
      status: 400,
      error: 'invalid_target',
    });
    expect((await exchange(client, code)).status).toBe(200);
  });

  test('is dead after five minutes', async () => {
    const client = await makeConnectedApp(app, 'first_party');
    const code = await authorize(app, client.client_id, { user_id });
    await later(app, 301, async () => {
      expect(refusal(await exchange(client, code))).toEqual(invalidGrant);
    });
  });
});

describe('RFC 6819 and RFC 9700 attacks on codes', () => {
  test('6819 4.4.1.1 replay: a code used twice is refused and takes its tokens with it', async () => {
    const { client, code, code_verifier, tokens } = await withTokens('third_party_public');
    expect(await introspect(client, tokens.access_token)).toMatchObject({ active: true });
    expect(refusal(await exchange(client, code, { code_verifier }))).toEqual(invalidGrant);
    expect(await introspect(client, tokens.access_token)).toMatchObject({ active: false });
    expect(await introspect(client, tokens.refresh_token)).toMatchObject({ active: false });
    expect(refusal(await refresh(client, tokens.refresh_token))).toEqual(invalidGrant);
  });

  test('a code used by many at once is good for one', async () => {
    const client = await makeConnectedApp(app, 'first_party');
    const code = await authorize(app, client.client_id, { user_id });
    const answers = await Promise.all(Array.from({ length: 5 }, () => exchange(client, code)));
    expect(answers.filter(({ status }) => status === 200).length).toBeLessThanOrEqual(1);
    expect(answers.filter(({ status }) => status === 400).length).toBeGreaterThanOrEqual(4);
  });

  test('9700 4.5 code injection: a code with another flow’s verifier', async () => {
    const client = await makeConnectedApp(app, 'third_party_public');
    const mine = pkcePair();
    const theirs = pkcePair();
    const code = await authorize(app, client.client_id, {
      user_id,
      code_challenge: theirs.code_challenge,
    });
    const { code_verifier } = mine;
    expect(refusal(await exchange(client, code, { code_verifier }))).toEqual(invalidGrant);
    // The one it belongs to is not hurt.
    const own = { code_verifier: theirs.code_verifier };
    expect((await exchange(client, code, own)).status).toBe(200);
  });

  test('9700 4.8.2 PKCE downgrade: a verifier without challenge, a challenge without verifier', async () => {
    const client = await makeConnectedApp(app, 'first_party');
    const { code_verifier, code_challenge } = pkcePair();
    const bare = await authorize(app, client.client_id, { user_id });
    expect(refusal(await exchange(client, bare, { code_verifier }))).toEqual(invalidGrant);
    const bound = await authorize(app, client.client_id, { user_id, code_challenge });
    expect(refusal(await exchange(client, bound))).toEqual(invalidGrant);
    // As the method `plain` would have it.
    expect(refusal(await exchange(client, bound, { code_verifier: code_challenge }))).toEqual(
      invalidGrant,
    );
  });

  test('9700 4.4 mix-up: a code at another client, or with another redirect_uri', async () => {
    const redirect_urls = [REDIRECT, `${REDIRECT}/other`];
    const client = await makeConnectedApp(app, 'first_party', { redirect_urls });
    const other = await makeConnectedApp(app, 'first_party');
    const code = await authorize(app, client.client_id, { user_id });
    expect(refusal(await exchange(other, code))).toEqual(invalidGrant);
    expect(refusal(await exchange(client, code, { redirect_uri: `${REDIRECT}/other` }))).toEqual(
      invalidGrant,
    );
    expect(refusal(await token(client, { grant_type: 'authorization_code', code }))).toEqual({
      status: 400,
      error: 'invalid_request',
    });
    expect((await exchange(client, code)).status).toBe(200);
  });

  test('6819 4.4.1.3 guessing: a code with one character changed', async () => {
    const client = await makeConnectedApp(app, 'first_party');
    const code = await authorize(app, client.client_id, { user_id });
    const guess = code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A');
    expect(refusal(await exchange(client, guess))).toEqual(invalidGrant);
    expect((await exchange(client, code)).status).toBe(200);
  });

  test('6819 4.3.3 a client that does not authenticate', async () => {
    const client = await makeConnectedApp(app, 'first_party');
    const code = await authorize(app, client.client_id, { user_id });
    const bad = { status: 400, error: 'invalid_client' };
    const { client_id } = client;
    expect(refusal(await exchange({ client_id }, code))).toEqual(bad);
    expect(refusal(await exchange({ client_id, client_secret: 'guessed-secret' }, code))).toEqual(
      bad,
    );
    expect((await exchange(client, code)).status).toBe(200);
  });

  test('a Connected App has no client_credentials', async () => {
    const client = await makeConnectedApp(app, 'first_party');
    expect(refusal(await token(client, { grant_type: 'client_credentials' }))).toEqual({
      status: 400,
      error: 'unauthorized_client',
    });
  });
});

describe('a refresh token', () => {
  test('of a confidential client stays and lives on with each use', async () => {
    const { client, tokens } = await withTokens('third_party');
    const again = await refresh(client, tokens.refresh_token);
    expect(again.body).toMatchObject({ status_code: 200, scope: OFFLINE.join(' ') });
    expect(again.body).not.toHaveProperty('refresh_token');
    expect(decodeJwt(again.body.id_token)).not.toHaveProperty('nonce');
    await later(app, 60 * 86_400, async () => {
      expect((await refresh(client, tokens.refresh_token)).status).toBe(200);
    });
    await later(app, 120 * 86_400, async () => {
      expect((await refresh(client, tokens.refresh_token)).status).toBe(200);
    });
    await later(app, 211 * 86_400, async () => {
      expect(refusal(await refresh(client, tokens.refresh_token))).toEqual(invalidGrant);
    });
  });

  test('of a public client is replaced by each use', async () => {
    const { client, tokens } = await withTokens('first_party_public');
    const second = await refresh(client, tokens.refresh_token);
    expect(second.body.refresh_token).toMatch(/^[A-Za-z0-9_-]{44}$/);
    expect(second.body.refresh_token).not.toBe(tokens.refresh_token);
    expect((await refresh(client, second.body.refresh_token)).status).toBe(200);
  });

  test('9700 4.14.2 replay: an old one ends the whole family, also one of long ago', async () => {
    const { client, tokens } = await withTokens('third_party_public');
    let newest = tokens.refresh_token;
    for (let turn = 0; turn < 3; turn += 1) {
      newest = (await refresh(client, newest)).body.refresh_token;
    }
    expect(refusal(await refresh(client, tokens.refresh_token))).toEqual(invalidGrant);
    expect(refusal(await refresh(client, newest))).toEqual(invalidGrant);
    expect(await introspect(client, tokens.access_token)).toMatchObject({ active: false });
  });

  test('sent twice at once by an honest client is good for one, and ends nothing', async () => {
    const { client, tokens } = await withTokens('third_party_public');
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => refresh(client, tokens.refresh_token)),
    );
    const won = answers.filter(({ status }) => status === 200);
    expect(won).toHaveLength(1);
    const next = won[0]?.body.refresh_token;
    expect((await refresh(client, next)).status).toBe(200);
  });

  test('replayed after the moment of an honest race ends the family', async () => {
    const { client, tokens } = await withTokens('third_party_public');
    const next = (await refresh(client, tokens.refresh_token)).body.refresh_token;
    await later(app, 11, async () => {
      expect(refusal(await refresh(client, tokens.refresh_token))).toEqual(invalidGrant);
      expect(refusal(await refresh(client, next))).toEqual(invalidGrant);
    });
  });

  test('that somebody made up for a known family ends nothing', async () => {
    const { client, tokens } = await withTokens('third_party_public');
    const forged = Buffer.from(tokens.refresh_token, 'base64url');
    forged[20] = (forged[20] ?? 0) ^ 1;
    expect(refusal(await refresh(client, forged.toString('base64url')))).toEqual(invalidGrant);
    expect((await refresh(client, tokens.refresh_token)).status).toBe(200);
  });

  test('of another client is unknown', async () => {
    const { tokens, client } = await withTokens('third_party_public');
    const other = await makeConnectedApp(app, 'third_party_public');
    expect(refusal(await refresh(other, tokens.refresh_token))).toEqual(invalidGrant);
    expect(await introspect(other, tokens.access_token)).toMatchObject({ active: false });
    expect((await refresh(client, tokens.refresh_token)).status).toBe(200);
  });

  test('6749 6 scope widening: fewer scopes are given, more are refused', async () => {
    const { client, tokens } = await withTokens('third_party');
    const narrow = await refresh(client, tokens.refresh_token, { scope: 'openid' });
    expect(narrow.body).toMatchObject({ scope: 'openid' });
    const wide = await refresh(client, tokens.refresh_token, { scope: 'openid phone' });
    expect(refusal(wide)).toEqual({ status: 400, error: 'invalid_scope' });
    const all = await refresh(client, tokens.refresh_token);
    expect(all.body.scope).toBe(OFFLINE.join(' '));
  });

  test('is worth nothing once the user took the consent back', async () => {
    const { client, tokens } = await withTokens('third_party');
    await app.call('POST', `/v1/users/${user_id}/connected_apps/${client.client_id}/revoke`, {});
    const answer = await refresh(client, tokens.refresh_token);
    expect(refusal(answer)).toEqual(invalidGrant);
    expect(answer.body.error_description).toContain('permission has been revoked');
    expect(await introspect(client, tokens.access_token)).toMatchObject({ active: false });
  });

  test('and an access token go with the user and with the app', async () => {
    const owner = await makeUser(app);
    const { client, tokens } = await withTokens('third_party', { user_id: owner });
    await app.call('DELETE', `/v1/users/${owner}`);
    expect(refusal(await refresh(client, tokens.refresh_token))).toEqual(invalidGrant);
    expect(await introspect(client, tokens.access_token)).toMatchObject({ active: false });
  });
});

describe('introspection and revocation', () => {
  test('tell what a token is to its own client', async () => {
    const { client, tokens } = await withTokens('third_party');
    const { jti: _, ...claims } = decodeJwt(tokens.access_token);
    expect(await introspect(client, tokens.access_token)).toEqual({
      active: true,
      ...claims,
      token_type: 'access_token',
      request_id: expect.any(String),
      status_code: 200,
    });
    expect(await introspect(client, tokens.refresh_token)).toMatchObject({
      active: true,
      sub: user_id,
      client_id: client.client_id,
      // One address, one issuer: a client that checks it must not find two.
      iss: claims.iss,
      token_type: 'refresh_token',
    });
    expect(await introspect(client, 'nonsense')).toMatchObject({ active: false });
    await later(app, 3_601, async () => {
      expect(await introspect(client, tokens.access_token)).toMatchObject({ active: false });
    });
  });

  const revoke = (client: Made, text: string) =>
    oauthCall(app, 'revoke', {
      client_id: client.client_id,
      client_secret: client.client_secret,
      token: text,
    });

  test('an access token alone, or a refresh token with all that came of it', async () => {
    const { client, tokens } = await withTokens('third_party');
    const other = await makeConnectedApp(app, 'third_party');
    expect((await revoke(other, tokens.access_token)).status).toBe(200);
    expect(await introspect(client, tokens.access_token)).toMatchObject({ active: true });
    expect((await revoke(client, tokens.access_token)).status).toBe(200);
    expect(await introspect(client, tokens.access_token)).toMatchObject({ active: false });
    const next = (await refresh(client, tokens.refresh_token)).body.access_token;
    expect(await introspect(client, next)).toMatchObject({ active: true });
    expect((await revoke(client, tokens.refresh_token)).status).toBe(200);
    expect(await introspect(client, next)).toMatchObject({ active: false });
    expect(refusal(await refresh(client, tokens.refresh_token))).toEqual(invalidGrant);
  });
});

describe('userinfo', () => {
  const userinfo = async (text: string, method: 'GET' | 'POST' = 'GET') => {
    const response = await app.app.inject({
      method,
      url: `/v1/public/${app.test.project_id}/oauth2/userinfo`,
      headers: { authorization: `Bearer ${text}` },
    });
    return { status: response.statusCode, body: response.json(), headers: response.headers };
  };

  test('tells by GET and POST what the scopes allow', async () => {
    const { tokens } = await withTokens('third_party', { scopes: ['openid', 'profile'] });
    for (const method of ['GET', 'POST'] as const) {
      expect((await userinfo(tokens.access_token, method)).body).toEqual({
        sub: user_id,
        name: 'Ada Byron',
        given_name: 'Ada',
        family_name: 'Byron',
        request_id: expect.any(String),
        status_code: 200,
      });
    }
  });

  test('RFC 8725 3.12 JWT confusion: takes no ID token, session JWT or revoked token', async () => {
    const { client, tokens } = await withTokens('third_party');
    const session = await login(app, 'confused@example.com');
    for (const text of [tokens.id_token, session.session_jwt, tokens.refresh_token, 'x']) {
      const answer = await userinfo(text);
      expect(refusal(answer)).toEqual({ status: 401, error: 'invalid_token' });
      expect(answer.headers['www-authenticate']).toContain('invalid_token');
    }
    await app.call('POST', `/v1/users/${user_id}/connected_apps/${client.client_id}/revoke`, {});
    expect((await userinfo(tokens.access_token)).status).toBe(401);
  });

  test('RFC 8725 3.12 JWT confusion: no other token is a session', async () => {
    const { tokens } = await withTokens('third_party');
    for (const session_jwt of [tokens.access_token, tokens.id_token]) {
      const answer = await app.call('POST', '/v1/sessions/authenticate', { session_jwt });
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
    }
  });
});
