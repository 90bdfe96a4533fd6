import { DAY, SECOND } from '../../platform/clock.ts';
import { hashToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { noteUser } from '../audit/audit-subject.ts';
import { apiError, catalogue, type ErrorType } from '../catalogue.ts';
import type { Grant, TokenRequest } from '../oauth2/client-kind.ts';
import { verifyPkce } from '../pkce/pkce.ts';
import type { Environment } from '../projects/environment.ts';
import { isLocked } from '../users/user-record.ts';
import * as store from './authorization.store.ts';
import type { Authorization } from './authorization-record.ts';
import { authorizationOf, newRefreshToken, wasIssued } from './authorization-tokens.ts';
import { authenticatedClient, credentialsKey } from './client-authentication.ts';
import { type Client, isPublic } from './client-record.ts';
import { OFFLINE_ACCESS, readScopes, type Scopes } from './scopes.ts';
import { accessTokenLifetime, type IssueTokens } from './token-issuer.ts';
import { customClaims } from './token-templates.ts';

export interface TokenGrantsDependencies {
  database: Database;
  vault: Vault;
  scopes: Scopes;
  issueTokens: IssueTokens;
}

/** Three months from each issuance, or from each use where the token stays. */
const REFRESH_LIFETIME = 90 * DAY;
/**
 * A client that sends one refresh token twice at once, as two tabs or a retry do, is told that it
 * was late and keeps what the first call got. Later it is a token that leaked (RFC 9700 4.14.2).
 */
const HONEST_RACE = 10 * SECOND;
/** How long a used code is known as used, so that its reuse is noticed. */
const CODES_KEPT = DAY;
/** The nil uuid (RFC 9562 section 5.9): no authorization has it. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** These endpoints say `invalid_grant`, with the words of the error that it is here. */
const invalidGrant = (type: ErrorType): ApiError =>
  apiError('invalid_grant', { message: catalogue[type].message });

function parameter({ parameters }: TokenRequest, name: string): string | undefined {
  const value = parameters[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function required(request: TokenRequest, name: string): string {
  const value = parameter(request, name);
  if (value === undefined) throw apiError('invalid_request', { message: `${name} is missing.` });
  return value;
}

/**
 * The resources a token is for: all that were authorized, or those of them that the request names
 * (RFC 8707 section 2.2). Where none were authorized the request's have no say.
 */
function chosenResources({ parameters }: TokenRequest, authorized: readonly string[]): string[] {
  const given = [parameters['resource'] ?? []].flat().filter((one) => one !== '');
  if (given.length === 0 || authorized.length === 0) return [...authorized];
  const chosen = authorized.filter((one) => given.includes(one));
  if (chosen.length !== new Set(given).size) throw apiError('invalid_target');
  return chosen;
}

function assertAlive(authorization: Authorization): void {
  if (authorization.revokedAt === null) return;
  throw authorization.revokedBy === 'user'
    ? invalidGrant('connected_app_consent_revoked')
    : apiError('invalid_grant', { message: 'What the token belongs to has been revoked.' });
}

function assertPkce(challenge: string | null, verifier: string | undefined): void {
  try {
    verifyPkce(challenge, verifier);
  } catch (error) {
    throw error instanceof ApiError ? apiError('invalid_grant', { message: error.message }) : error;
  }
}

/** The grants of Connected Apps by `grant_type` (behaviour-platform 4.2). */
export function createTokenGrants(dependencies: TokenGrantsDependencies): Record<string, Grant> {
  const { database, vault, scopes, issueTokens } = dependencies;

  /** The calling client and what its code or token belongs to, in one round trip. */
  async function find(request: TokenRequest, token: string, missing: ErrorType) {
    const { environment, credentials } = request;
    const lookup = {
      client: credentialsKey(environment, credentials.clientId),
      authorizationId: authorizationOf(token) ?? NO_ID,
    };
    const now = environment.now();
    const found = await store.findAuthorization(database, environment.id, lookup, now);
    const client = authenticatedClient(request, found);
    if (!found.owned) throw invalidGrant(missing);
    noteUser(environment.subject, found.owned.user.id);
    return { client, ...found.owned, now };
  }

  /** A user who is locked out gives nothing away meanwhile. */
  function assertUsable(user: store.Owned['user'], now: number): void {
    if (isLocked(user, now)) {
      throw apiError('invalid_grant', { message: 'The user is locked.' });
    }
  }

  const revokeReused = (environment: Environment, { id }: Authorization, now: number) =>
    store.revokeAuthorization(database, environment.id, id, 'reuse', now);

  /** The code was used before: whoever holds what came of it may not be who should. */
  async function refuseReusedCode(environment: Environment, authorization: Authorization) {
    await revokeReused(environment, authorization, environment.now());
    return apiError('invalid_grant', { message: 'The authorization code has been used already.' });
  }

  async function exchangeCode(request: TokenRequest) {
    const { environment } = request;
    const code = required(request, 'code');
    const redirectUri = required(request, 'redirect_uri');
    const { client, authorization, user, now } = await find(
      request,
      code,
      'idp_auth_code_not_found',
    );
    const codeHash = hashToken(code);
    if (!safeEqual(authorization.codeHash, codeHash)) throw invalidGrant('idp_auth_code_not_found');
    if (authorization.codeUsedAt !== null) {
      throw await refuseReusedCode(environment, authorization);
    }
    assertAlive(authorization);
    if (authorization.codeExpiresAt <= now) throw invalidGrant('idp_auth_code_expired');
    if (authorization.redirectUri !== redirectUri) {
      throw apiError('invalid_grant', {
        message: 'redirect_uri is not the one that the code was sent to.',
      });
    }
    assertPkce(authorization.codeChallenge, parameter(request, 'code_verifier'));
    assertUsable(user, now);
    const resources = chosenResources(request, authorization.resources);
    const granted = scopes.stillGranted(environment, user, client, authorization.scopes);
    const claims = customClaims(environment, client, user);
    const refreshToken = granted.includes(OFFLINE_ACCESS)
      ? newRefreshToken(vault, environment.id, authorization.id)
      : undefined;
    const refreshExpiresAt = refreshToken === undefined ? null : now + REFRESH_LIFETIME;
    const used = await store.useCode(database, {
      environment: environment.id,
      id: authorization.id,
      codeHash,
      now,
      refreshHash: refreshToken === undefined ? null : hashToken(refreshToken),
      refreshExpiresAt,
      expiresAt: refreshExpiresAt ?? now + Math.max(accessTokenLifetime(client), CODES_KEPT),
    });
    // Somebody else was faster by a moment, or it was revoked.
    if (!used) throw await refuseReusedCode(environment, authorization);
    return issueTokens({
      environment,
      issuer: request.issuer,
      client,
      user,
      authorizationId: authorization.id,
      scopes: granted,
      resources,
      nonce: authorization.nonce,
      refreshToken,
      authenticatedAt: authorization.authenticatedAt,
      customClaims: claims,
    });
  }

  /** Of a refresh token that is not the newest of its chain. */
  async function refuseOldToken(
    { environment }: TokenRequest,
    authorization: Authorization,
    token: string,
    now: number,
  ): Promise<ApiError> {
    if (!wasIssued(vault, environment.id, token)) {
      return invalidGrant('idp_refresh_token_not_found');
    }
    const { refreshPreviousHash, refreshedAt } = authorization;
    const justReplaced =
      refreshPreviousHash !== null &&
      refreshedAt !== null &&
      safeEqual(refreshPreviousHash, hashToken(token)) &&
      now - refreshedAt < HONEST_RACE;
    if (!justReplaced) await revokeReused(environment, authorization, now);
    return invalidGrant('idp_refresh_token_already_used');
  }

  /** Fewer scopes than were granted, never more (RFC 6749 section 6). */
  function narrowed(request: TokenRequest, granted: readonly string[]): readonly string[] {
    const text = parameter(request, 'scope');
    if (text === undefined) return granted;
    const wanted = readScopes(text.split(' ').filter(Boolean));
    if (!wanted?.every((scope) => granted.includes(scope))) {
      throw apiError('invalid_scope', { message: 'A scope was not granted before.' });
    }
    return wanted;
  }

  /** The next refresh token of a public client; undefined for one that keeps its token. */
  async function advance(
    { environment }: TokenRequest,
    client: Client,
    authorization: Authorization,
    hash: string,
    now: number,
  ): Promise<string | undefined> {
    const step = {
      environment: environment.id,
      id: authorization.id,
      oldHash: hash,
      now,
      refreshExpiresAt: now + REFRESH_LIFETIME,
    };
    const next = isPublic(client)
      ? newRefreshToken(vault, environment.id, authorization.id)
      : undefined;
    const done =
      next === undefined
        ? await store.extendRefreshToken(database, step)
        : await store.rotateRefreshToken(database, { ...step, newHash: hashToken(next) });
    // Another call with the same token was faster by a moment, or it was revoked.
    if (!done) throw invalidGrant('idp_refresh_token_already_used');
    return next;
  }

  async function refresh(request: TokenRequest) {
    const { environment } = request;
    const token = required(request, 'refresh_token');
    const found = await find(request, token, 'idp_refresh_token_not_found');
    const { client, authorization, user, now } = found;
    const hash = hashToken(token);
    const { refreshHash, refreshExpiresAt } = authorization;
    if (refreshHash === null) throw invalidGrant('idp_refresh_token_not_found');
    assertAlive(authorization);
    if (!safeEqual(refreshHash, hash)) {
      throw await refuseOldToken(request, authorization, token, now);
    }
    if (refreshExpiresAt === null || refreshExpiresAt <= now) {
      throw invalidGrant('idp_refresh_token_expired');
    }
    assertUsable(user, now);
    const wanted = narrowed(request, authorization.scopes);
    const resources = chosenResources(request, authorization.resources);
    const claims = customClaims(environment, client, user);
    const refreshToken = await advance(request, client, authorization, hash, now);
    return issueTokens({
      environment,
      issuer: request.issuer,
      client,
      user,
      authorizationId: authorization.id,
      scopes: scopes.stillGranted(environment, user, client, wanted),
      resources,
      nonce: null,
      refreshToken,
      authenticatedAt: authorization.authenticatedAt,
      customClaims: claims,
    });
  }

  return { authorization_code: exchangeCode, refresh_token: refresh };
}
