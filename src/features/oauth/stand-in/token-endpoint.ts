import { createHash } from 'node:crypto';
import { SECOND } from '../../../platform/clock.ts';
import { hashToken, newToken, safeEqual } from '../../../platform/crypto/tokens.ts';
import type { Database } from '../../../platform/db/executor.ts';
import { decodeJson, encodeJson } from '../../../platform/db/json.ts';
import type { AuthorizationRequest } from './authorization-request.ts';
import * as store from './code.store.ts';
import type { Claims, Issuer } from './issuer.ts';
import type { Person } from './person.ts';

const CODE_LIFETIME = 60 * SECOND;
const ACCESS_SECONDS = 3_600;
const REFRESH_SECONDS = 30 * 86_400;

/** What a code stands for. */
interface Login {
  provider: string;
  redirectUri: string;
  nonce: string | undefined;
  codeChallenge: string | undefined;
  scope: string;
  person: Person;
}

export interface JsonAnswer {
  status: number;
  body: object;
}

const refuse = (error: string, description: string, status = 400): JsonAnswer => ({
  status,
  body: { error, error_description: description },
});

/** Stores who was chosen; the code that it is exchanged for. */
export async function issueCode(
  database: Database,
  { environment, provider }: Issuer,
  request: AuthorizationRequest,
  person: Person,
): Promise<string> {
  const code = newToken();
  const { redirectUri, nonce, codeChallenge, scope } = request;
  const login: Login = { provider, redirectUri, nonce, codeChallenge, scope, person };
  const now = environment.now();
  await store.insertCode(database, {
    environment_id: environment.id,
    code_hash: hashToken(code),
    login: encodeJson(login),
    created_at: now,
    expires_at: now + CODE_LIFETIME,
  });
  return code;
}

/** RFC 6749 section 2.3.1: both ways to send the client's credentials. */
function isClient(
  { clientId, clientSecret }: Issuer,
  authorization: string | undefined,
  form: Readonly<Record<string, string>>,
): boolean {
  let [id, secret] = [form['client_id'], form['client_secret']];
  const basic = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(authorization ?? '')?.[1];
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString('utf8');
    [id, secret] = text.split(':', 2).map((part) => new URLSearchParams(`=${part}`).get('') ?? '');
  }
  return id === clientId && secret !== undefined && safeEqual(secret, clientSecret);
}

const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier, 'ascii').digest('base64url');

function isBound(login: Login, issuer: Issuer, form: Readonly<Record<string, string>>): boolean {
  if (login.provider !== issuer.provider || login.redirectUri !== form['redirect_uri'])
    return false;
  const { codeChallenge } = login;
  const verifier = form['code_verifier'];
  if (codeChallenge === undefined) return verifier === undefined;
  return verifier !== undefined && safeEqual(challengeOf(verifier), codeChallenge);
}

async function grant(
  issuer: Issuer,
  person: Claims,
  scope: string,
  now: number,
): Promise<Record<string, unknown>> {
  const own = issuer.issuer;
  const claims = { ...person, scope };
  return {
    access_token: await issuer.sign('at+jwt', own, claims, { now, seconds: ACCESS_SECONDS }),
    refresh_token: await issuer.sign('refresh+jwt', own, claims, { now, seconds: REFRESH_SECONDS }),
    token_type: 'Bearer',
    expires_in: ACCESS_SECONDS,
    scope,
  };
}

async function redeem(
  database: Database,
  issuer: Issuer,
  form: Readonly<Record<string, string>>,
  now: number,
): Promise<JsonAnswer> {
  const { environment, clientId } = issuer;
  const stored = await store.consumeCode(
    database,
    environment.id,
    hashToken(form['code'] ?? ''),
    environment.now(),
  );
  const login = stored === undefined ? undefined : decodeJson<Login>(stored);
  if (!login || !isBound(login, issuer, form)) {
    return refuse('invalid_grant', 'The code is unknown, used, expired or of another request.');
  }
  const { person, nonce, scope } = login;
  const id = {
    ...person,
    ...(nonce !== undefined && { nonce }),
    auth_time: Math.floor(now / 1_000),
  };
  const id_token = await issuer.sign('JWT', clientId, id, { now, seconds: ACCESS_SECONDS });
  return { status: 200, body: { ...(await grant(issuer, { ...person }, scope, now)), id_token } };
}

/** RFC 6749 section 3.2; `now` is real time. */
export async function answerTokenRequest(
  database: Database,
  issuer: Issuer,
  request: { authorization: string | undefined; form: Readonly<Record<string, string>> },
  now: number,
): Promise<JsonAnswer> {
  const { authorization, form } = request;
  if (!isClient(issuer, authorization, form)) {
    return refuse('invalid_client', 'The client is unknown or its secret wrong.', 401);
  }
  if (form['grant_type'] === 'authorization_code') return redeem(database, issuer, form, now);
  if (form['grant_type'] !== 'refresh_token') {
    return refuse('unsupported_grant_type', 'Only authorization_code and refresh_token.');
  }
  const token = form['refresh_token'] ?? '';
  const claims = await issuer.verify('refresh+jwt', issuer.issuer, token, now);
  if (!claims) return refuse('invalid_grant', 'The refresh token is invalid.');
  const { iss: _iss, aud: _aud, iat: _iat, exp: _exp, scope, ...person } = claims;
  return { status: 200, body: await grant(issuer, person, String(scope), now) };
}

/** OpenID Connect Core section 5.3. */
export async function answerUserInfo(
  issuer: Issuer,
  authorization: string | undefined,
  now: number,
): Promise<JsonAnswer> {
  const token = /^Bearer ([A-Za-z0-9._-]+)$/i.exec(authorization ?? '')?.[1] ?? '';
  const claims = await issuer.verify('at+jwt', issuer.issuer, token, now);
  if (!claims) return refuse('invalid_token', 'The access token is invalid.', 401);
  const { iss: _iss, aud: _aud, iat: _iat, exp: _exp, scope: _scope, ...person } = claims;
  return { status: 200, body: person };
}
