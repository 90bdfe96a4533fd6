import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { JwtSigner } from '../oauth2/signed-jwt.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import { userWireId } from '../users/present-user.ts';
import { type AccessToken, readAccessToken } from './access-token.ts';
import * as store from './authorization.store.ts';
import { splitScopes } from './authorization-record.ts';
import type { Client } from './client-record.ts';
import { clientKey } from './find-client.ts';
import { type ScopeClaims, scopeClaims } from './scope-claims.ts';

/** An access token and what it belongs to, as far as both are there. */
export interface HeldToken {
  token: AccessToken;
  client: Client;
  owned: store.Owned;
  /** Taken back by the client itself. */
  tokenRevoked: boolean;
}

export type HoldToken = (environment: Environment, text: string) => Promise<HeldToken | undefined>;

/** Reads an access token and, in one statement, all that it rests on; confirmed. */
export function tokenHolder(dependencies: {
  database: Database;
  signer: JwtSigner;
  clock: Clock;
}): HoldToken {
  const { database, signer, clock } = dependencies;
  return async (environment, text) => {
    const token = readAccessToken(signer, environment, text, clock.now());
    const key = token && clientKey(environment, token.claims.client_id);
    if (!token || !key) return undefined;
    const { authorizationId, claims } = token;
    const { version, client, owned, tokenRevoked } = await store.findAuthorization(
      database,
      environment.id,
      { client: key, authorizationId, jti: claims.jti },
      environment.now(),
    );
    confirmVersion(environment, version);
    if (!client || !owned) return undefined;
    if (userWireId(environment.kind, owned.user.id) !== claims.sub) return undefined;
    return { token, client, owned, tokenRevoked };
  };
}

export type Userinfo = (
  environment: Environment,
  accessToken: string,
) => Promise<{ sub: string } & ScopeClaims>;

/** What the scopes of an access token tell of its user now; 401 `invalid_token`. */
export function createUserinfo(hold: HoldToken): Userinfo {
  return async (environment, accessToken) => {
    const held = await hold(environment, accessToken);
    if (
      !held ||
      held.token.expired ||
      held.tokenRevoked ||
      held.owned.authorization.revokedAt !== null
    ) {
      throw apiError('invalid_access_token');
    }
    const { claims } = held.token;
    return { sub: claims.sub, ...scopeClaims(held.owned.user, splitScopes(claims.scope)) };
  };
}
