import { MINUTE } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type {
  LiveSession,
  SessionAnswer,
  SessionOptions,
  Sessions,
} from '../sessions/sessions.service.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import { noteTokenUse } from './authorization.store.ts';
import { splitScopes } from './authorization-record.ts';
import { clientWireId } from './present-client.ts';
import { FULL_ACCESS } from './scopes.ts';
import type { HeldToken, HoldToken } from './userinfo.ts';

/** Makes the session that authorized an app out of the app's access token (behaviour-platform 8). */
export type ExchangeAccessToken = (
  environment: Environment,
  accessToken: string,
  options: SessionOptions,
) => Promise<SessionAnswer & { user: UserRecord }>;

const MAX_AGE = 5 * MINUTE;

function assertAlive({ token, owned, tokenRevoked }: HeldToken): void {
  if (owned.authorization.revokedBy === 'user') throw apiError('connected_app_consent_revoked');
  if (owned.authorization.revokedAt !== null || tokenRevoked) {
    throw apiError('idp_access_token_not_found');
  }
  if (token.expired) throw apiError('idp_access_token_expired');
}

function assertExchangeable({ token, client }: HeldToken, now: number): void {
  const scopes = splitScopes(token.claims.scope);
  if (!scopes.includes(FULL_ACCESS) || !client.fullAccessAllowed) {
    throw apiError('oauth_access_token_exchange_missing_full_access');
  }
  if (now - token.issuedAt > MAX_AGE) throw apiError('oauth_access_token_exchange_token_too_old');
}

export function createExchange(dependencies: {
  database: Database;
  users: Users;
  sessions: Sessions;
  hold: HoldToken;
}): ExchangeAccessToken {
  const { database, users, sessions, hold } = dependencies;

  async function authorizingSession(
    environment: Environment,
    { owned }: HeldToken,
  ): Promise<LiveSession> {
    const { sessionId } = owned.authorization;
    const live = sessionId === null ? undefined : await sessions.find(environment, sessionId);
    if (live?.user.id !== owned.user.id) {
      throw apiError('oauth_access_token_exchange_token_invalid_grant');
    }
    return live;
  }

  return async (environment, accessToken, options) => {
    const held = await hold(environment, accessToken);
    if (!held) throw apiError('idp_access_token_not_found');
    assertAlive(held);
    assertExchangeable(held, environment.now());
    const { token, client } = held;
    const presented = await authorizingSession(environment, held);
    const { user } = presented;
    users.assertNotLocked(environment, user);
    const recorded = await database.transaction(async (tx) => {
      const first = await noteTokenUse(tx, {
        environment_id: environment.id,
        authorization_id: token.authorizationId,
        jti: token.claims.jti,
        use: 'exchanged',
        expires_at: token.expiresAt,
      });
      if (!first) throw apiError('idp_access_token_could_not_be_exchanged');
      const session = await sessions.record(tx, environment, {
        user,
        factor: {
          type: 'oauth',
          delivery_method: 'oauth_access_token_exchange',
          oauth_access_token_exchange_factor: {
            client_id: clientWireId(environment.kind, client),
          },
        },
        presented,
        options,
        attributes: {},
      });
      const added = await sessions.addToken(tx, environment, presented.session.id);
      return session && { ...session, token: added };
    });
    return { ...(await sessions.answer(environment, user, recorded)), user };
  };
}
