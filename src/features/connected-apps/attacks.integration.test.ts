import { createHash } from 'node:crypto';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorize,
  makeConnectedApp,
  makeUser,
  pkcePair,
  REDIRECT,
  redirected,
  submit,
} from '../../testing/connected-apps.ts';
import { later, login, unlimited } from '../../testing/magic-login.ts';
import { oauthCall } from '../../testing/oauth-clients.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

/*
 * Attacks by the names that RFC 6819 (threat model), RFC 9700 (security best current practice) and
 * RFC 8725 (JWT best current practices) give them, section in front. Those on pages and documents
 * stand beside these: authorize-page, metadata-documents, registering.
 */

type Made = { client_id: string; client_secret?: string };

let app: TestApp;
let user_id: string;
beforeAll(async () => {
  app = await createTestApp(unlimited);
  user_id = await makeUser(app);
});
afterAll(() => app?.close());

const token = ({ client_id, client_secret }: Made, parameters: Record<string, string>) =>
  oauthCall(app, 'token', { client_id, client_secret, ...parameters });

const exchange = (client: Made, code: string, more: Record<string, string> = {}) =>
  token(client, { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, ...more });

const refresh = (client: Made, refresh_token: string, more: Record<string, string> = {}) =>
  token(client, { grant_type: 'refresh_token', refresh_token, ...more });

const isActive = async ({ client_id, client_secret }: Made, text: string): Promise<boolean> =>
  (await oauthCall(app, 'introspect', { client_id, client_secret, token: text })).body.active;

const OFFLINE = ['openid', 'email', 'offline_access'];

/** A client with a code that is not used yet, and the verifier that belongs to it. */
async function withCode(type: string, scopes = OFFLINE) {
  const client: Made = await makeConnectedApp(app, type);
  const { code_verifier, code_challenge } = pkcePair();
  const code = await authorize(app, client.client_id, { user_id, scopes, code_challenge });
  return { client, code, code_verifier };
}

async function withTokens(type: string, scopes = OFFLINE) {
  const { client, code, code_verifier } = await withCode(type, scopes);
  const { body } = await exchange(client, code, { code_verifier });
  expect(body).toMatchObject({ status_code: 200 });
  return { client, code, code_verifier, tokens: body };
}

const invalidGrant = { status: 400, body: { error: 'invalid_grant' } };

describe('RFC 9700 4.1 insufficient redirection URI validation', () => {
  test.each([
    'https://evil.example.com/callback',
    'https://app.example.com.evil.example.com/callback',
    'https://app.example.com@evil.example.com/callback',
    'https://app.example.com/callback/../evil',
    'https://app.example.com/callback?next=https://evil.example.com',
    'https://app.example.com/CALLBACK',
    'https://app.example.com:444/callback',
    'http://app.example.com/callback',
    '//app.example.com/callback',
    'https://app.example.com/callback#',
    'javascript:alert(1)//https://app.example.com/callback',
  ])('RFC 6819 4.1.5 open redirector: %s gets neither code nor error', async (redirect_uri) => {
    const { client_id } = await makeConnectedApp(app, 'first_party');
    for (const consent_granted of [true, false]) {
      const answer = await submit(app, client_id, { user_id, redirect_uri, consent_granted });
      expect(answer).toMatchObject({
        status: 401,
        body: { error_type: 'connected_app_supplied_redirect_url_not_found_in_client' },
      });
      expect(answer.body).not.toHaveProperty('redirect_uri');
    }
  });

  test('RFC 6819 4.4.1.7 counterfeit client: the code is bound to the URL it was sent to', async () => {
    const other = 'https://app.example.com/other';
    const client = await makeConnectedApp(app, 'third_party', { redirect_urls: [REDIRECT, other] });
    const code = await authorize(app, client.client_id, { user_id });
    expect(await exchange(client, code, { redirect_uri: other })).toMatchObject(invalidGrant);
    expect(await exchange(client, code, { redirect_uri: `${REDIRECT}/` })).toMatchObject(
      invalidGrant,
    );
    expect((await exchange(client, code)).body).toMatchObject({ status_code: 200 });
  });
});

describe('RFC 9700 4.4 mix-up', () => {
  test('each answer names its issuer, which is the one of discovery (RFC 9207)', async () => {
    const { client_id } = await makeConnectedApp(app, 'first_party');
    const root = await app.app.inject('/.well-known/oauth-authorization-server');
    const { issuer } = root.json();
    expect(root.json()).toMatchObject({ authorization_response_iss_parameter_supported: true });
    for (const more of [{}, { scopes: ['nobody-has-it'] }]) {
      expect(redirected(await submit(app, client_id, { user_id, ...more }))['iss']).toBe(issuer);
    }
  });
});

describe('RFC 9700 4.5 authorization code injection', () => {
  test('a code of one client is worth nothing to another, and stays good', async () => {
    const { client, code, code_verifier } = await withCode('third_party');
    const thief = await makeConnectedApp(app, 'third_party');
    expect(await exchange(thief, code, { code_verifier })).toMatchObject(invalidGrant);
    expect((await exchange(client, code, { code_verifier })).status).toBe(200);
  });

  test('a stolen code cannot be put into a flow with another verifier', async () => {
    const { client, code, code_verifier } = await withCode('third_party_public');
    const mine = pkcePair();
    const wrong = await exchange(client, code, { code_verifier: mine.code_verifier });
    expect(wrong).toMatchObject(invalidGrant);
    expect(await exchange(client, code)).toMatchObject(invalidGrant);
    expect((await exchange(client, code, { code_verifier })).status).toBe(200);
  });

  test('the nonce of the flow that began is in the ID token', async () => {
    const client = await makeConnectedApp(app, 'first_party');
    const code = await authorize(app, client.client_id, { user_id, nonce: 'n-0S6_WzA2Mj' });
    const { body } = await exchange(client, code);
    expect(decodeJwt(body.id_token)).toMatchObject({ nonce: 'n-0S6_WzA2Mj' });
  });

  test('RFC 6819 4.4.1.3 guessing: a code that was made up is not found', async () => {
    const { client, code, code_verifier } = await withCode('third_party');
    const end = code.endsWith('A') ? 'B' : 'A';
    for (const guess of [code.slice(0, -1) + end, 'A'.repeat(44), 'x', `${code}A`]) {
      expect(await exchange(client, guess, { code_verifier })).toMatchObject(invalidGrant);
    }
    expect((await exchange(client, code, { code_verifier })).status).toBe(200);
  });
});

describe('RFC 9700 4.8 PKCE downgrade', () => {
  test('a public client cannot leave PKCE out', async () => {
    const { client_id } = await makeConnectedApp(app, 'third_party_public');
    for (const code_challenge of [undefined, '']) {
      expect((await submit(app, client_id, { user_id, code_challenge })).body).toMatchObject({
        error_type: 'pkce_required_for_idp_authorization_flow',
      });
    }
  });

  test('a challenge that looks like a plain verifier is no challenge', async () => {
    const { client_id } = await makeConnectedApp(app, 'third_party_public');
    for (const code_challenge of ['short', 'x'.repeat(42), 'x'.repeat(44), `${'x'.repeat(42)}=`]) {
      expect((await submit(app, client_id, { user_id, code_challenge })).body).toMatchObject({
        error_type: 'invalid_pkce_code_challenge',
      });
    }
  });

  test('the challenge itself is no verifier: there is no method plain', async () => {
    const { client, code, code_verifier } = await withCode('third_party_public');
    const challenge = createHash('sha256').update(code_verifier).digest('base64url');
    const plain = { code_verifier: challenge, code_challenge_method: 'plain' };
    expect(await exchange(client, code, plain)).toMatchObject(invalidGrant);
    expect((await exchange(client, code, { code_verifier })).status).toBe(200);
  });

  test('a verifier for a code without a challenge is refused (RFC 9700 2.1.1)', async () => {
    const client = await makeConnectedApp(app, 'third_party');
    const code = await authorize(app, client.client_id, { user_id });
    const { code_verifier } = pkcePair();
    expect(await exchange(client, code, { code_verifier })).toMatchObject(invalidGrant);
  });
});

describe('RFC 6819 4.4.1.1 a code that leaked is used again', () => {
  test('ends everything that was issued for it', async () => {
    const { client, code, code_verifier, tokens } = await withTokens('third_party_public');
    expect(await isActive(client, tokens.access_token)).toBe(true);
    expect(await exchange(client, code, { code_verifier })).toMatchObject(invalidGrant);
    expect(await isActive(client, tokens.access_token)).toBe(false);
    expect(await isActive(client, tokens.refresh_token)).toBe(false);
    expect(await refresh(client, tokens.refresh_token)).toMatchObject(invalidGrant);
  });

  test('50 times at once gives one answer at most, and that is taken back', async () => {
    const { client, code, code_verifier } = await withCode('third_party_public');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => exchange(client, code, { code_verifier })),
    );
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(1);
    expect(answers.filter(({ body }) => body.error === 'invalid_grant')).toHaveLength(49);
    expect(await isActive(client, good[0]?.body.access_token)).toBe(false);
  });

  test('once it is older than five minutes does not work', async () => {
    const { client, code, code_verifier } = await withCode('third_party');
    await later(app, 301, async () => {
      expect(await exchange(client, code, { code_verifier })).toMatchObject(invalidGrant);
    });
  });
});

describe('RFC 9700 4.14 refresh token replay', () => {
  test('a token that comes back after its successor ends the whole family', async () => {
    const { client, tokens } = await withTokens('third_party_public');
    const second = (await refresh(client, tokens.refresh_token)).body;
    const third = (await refresh(client, second.refresh_token)).body;
    expect(await refresh(client, tokens.refresh_token)).toMatchObject(invalidGrant);
    for (const one of [third.refresh_token, third.access_token, tokens.access_token]) {
      expect(await isActive(client, one)).toBe(false);
    }
    expect(await refresh(client, third.refresh_token)).toMatchObject(invalidGrant);
  });

  test('50 times at once gives one successor, which stays good: an honest race', async () => {
    const { client, tokens } = await withTokens('third_party_public');
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => refresh(client, tokens.refresh_token)),
    );
    const good = answers.filter(({ status }) => status === 200);
    expect(good).toHaveLength(1);
    expect(await isActive(client, good[0]?.body.refresh_token)).toBe(true);
    expect((await refresh(client, good[0]?.body.refresh_token)).status).toBe(200);
  });

  test('the same token later than an honest race is a theft', async () => {
    const { client, tokens } = await withTokens('third_party_public');
    const next = (await refresh(client, tokens.refresh_token)).body;
    await later(app, 11, async () => {
      expect(await refresh(client, tokens.refresh_token)).toMatchObject(invalidGrant);
      expect(await isActive(client, next.refresh_token)).toBe(false);
    });
  });

  test('RFC 6819 4.5.2 made-up tokens end nothing: the id in them is no secret', async () => {
    const { client, tokens } = await withTokens('third_party_public');
    const id = Buffer.from(tokens.refresh_token, 'base64url').subarray(0, 16);
    const forged = Buffer.concat([id, Buffer.alloc(17, 7)]).toString('base64url');
    expect(await refresh(client, forged)).toMatchObject(invalidGrant);
    expect(await isActive(client, tokens.refresh_token)).toBe(true);
  });

  test('a token of one client is worth nothing to another', async () => {
    const { client, tokens } = await withTokens('third_party_public');
    const thief = await makeConnectedApp(app, 'third_party_public');
    expect(await refresh(thief, tokens.refresh_token)).toMatchObject(invalidGrant);
    expect(await isActive(thief, tokens.refresh_token)).toBe(false);
    await oauthCall(app, 'revoke', { client_id: thief.client_id, token: tokens.refresh_token });
    expect(await isActive(client, tokens.refresh_token)).toBe(true);
  });
});

describe('RFC 6819 4.4.1.11 scope widening', () => {
  test('at refresh: what was not granted cannot be asked for', async () => {
    const { client, tokens } = await withTokens('third_party_public', ['openid', 'offline_access']);
    for (const scope of ['openid email', 'full_access', 'openid offline_access admin']) {
      const answer = await refresh(client, tokens.refresh_token, { scope });
      expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
    }
    // It was not used up by that.
    expect((await refresh(client, tokens.refresh_token, { scope: 'openid' })).body).toMatchObject({
      status_code: 200,
      scope: 'openid',
    });
  });

  test('at the token endpoint: the scope of a code is fixed', async () => {
    const { client, code, code_verifier } = await withCode('third_party', ['openid']);
    const { body } = await exchange(client, code, { code_verifier, scope: 'openid email' });
    expect(body).toMatchObject({ scope: 'openid' });
    expect(body).not.toHaveProperty('refresh_token');
  });

  test('of resources: a token is for those that were authorized (RFC 8707)', async () => {
    const client = await makeConnectedApp(app, 'first_party');
    const resources = ['https://mcp.example.com/mcp'];
    const code = await authorize(app, client.client_id, { user_id, resources });
    const answer = await exchange(client, code, { resource: 'https://other.example.com/' });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_target' } });
  });
});

describe('RFC 8725 2.8 cross-JWT confusion', () => {
  const userinfo = async (text: string) =>
    (
      await app.app.inject({
        url: `/v1/public/${app.test.project_id}/oauth2/userinfo`,
        headers: { authorization: `Bearer ${text}` },
      })
    ).statusCode;
  const asSession = async (session_jwt: string) =>
    (await app.call('POST', '/v1/sessions/authenticate', { session_jwt })).status;
  const asExchange = async (access_token: string) =>
    (await app.call('POST', '/v1/sessions/exchange_access_token', { access_token })).body
      .error_type;

  async function m2mToken(): Promise<string> {
    const { body } = await app.call('POST', '/v1/m2m/clients', { scopes: ['full_access'] });
    const { client_id, client_secret } = body.m2m_client;
    const parameters = { client_id, client_secret, grant_type: 'client_credentials' };
    return (await oauthCall(app, 'token', parameters)).body.access_token;
  }

  test('a session JWT is no access token', async () => {
    const { session_jwt } = await login(app, 'ada@example.com');
    const client = await makeConnectedApp(app, 'first_party');
    expect(await userinfo(session_jwt)).toBe(401);
    expect(await asExchange(session_jwt)).toBe('idp_access_token_not_found');
    expect(await isActive(client, session_jwt)).toBe(false);
  });

  test('an M2M token is neither an access token of a user nor a session', async () => {
    const m2m = await m2mToken();
    const client = await makeConnectedApp(app, 'first_party');
    expect(await userinfo(m2m)).toBe(401);
    expect(await asExchange(m2m)).toBe('idp_access_token_not_found');
    expect(await isActive(client, m2m)).toBe(false);
    expect(await asSession(m2m)).toBeGreaterThanOrEqual(400);
  });

  test('access token and ID token are no session, and neither is the other', async () => {
    const { client, tokens } = await withTokens('first_party');
    expect(await asSession(tokens.access_token)).toBeGreaterThanOrEqual(400);
    expect(await asSession(tokens.id_token)).toBeGreaterThanOrEqual(400);
    expect(await userinfo(tokens.id_token)).toBe(401);
    expect(await isActive(client, tokens.id_token)).toBe(false);
    expect(await asExchange(tokens.id_token)).toBe('idp_access_token_not_found');
    expect(await userinfo(tokens.access_token)).toBe(200);
  });

  test('3.1 an unsigned token, or one under a key of the attacker, is none', async () => {
    const { tokens } = await withTokens('first_party');
    const [, payload] = tokens.access_token.split('.');
    const header = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    for (const alg of ['none', 'None', 'HS256']) {
      const forged = `${header({ alg, typ: 'JWT' })}.${payload}.`;
      expect(await userinfo(forged)).toBe(401);
      expect(await userinfo(`${forged}AAAA`)).toBe(401);
    }
  });

  test('a token of the other environment is none', async () => {
    const { tokens } = await withTokens('first_party');
    const answer = await app.app.inject({
      url: `/v1/public/${app.live.project_id}/oauth2/userinfo`,
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(answer.statusCode).toBe(401);
  });
});

describe('RFC 6819 4.4.1.2 obtaining codes or tokens from the database', () => {
  test('finds hashes only', async () => {
    const { client, code, tokens } = await withTokens('third_party');
    const { rows } = await app.database.run('select * from connected_app_authorizations', []);
    const { rows: apps } = await app.database.run('select * from connected_apps', []);
    const all = JSON.stringify([rows, apps]);
    for (const secret of [code, tokens.refresh_token, client.client_secret]) {
      expect(all).not.toContain(secret);
    }
  });
});
