import { type Clock, SECOND } from '../../platform/clock.ts';
import { hashToken, safeEqual } from '../../platform/crypto/tokens.ts';
import type { Database } from '../../platform/db/executor.ts';
import { isUuid } from '../../platform/ids.ts';
import type { ActiveToken, ClientKind, Grant, TokenLookup } from '../oauth2/client-kind.ts';
import type { JwtSigner } from '../oauth2/signed-jwt.ts';
import { userWireId } from '../users/present-user.ts';
import { readAccessToken } from './access-token.ts';
import * as store from './authorization.store.ts';
import { authorizationOf } from './authorization-tokens.ts';
import { findClient, listEnvironmentsOfClient } from './client.store.ts';
import { authenticatedClient, credentialsKey } from './client-authentication.ts';
import { looksLikeMetadataUrl } from './find-client.ts';
import { clientWireId } from './present-client.ts';

export interface ClientKindDependencies {
  database: Database;
  signer: JwtSigner;
  clock: Clock;
  grants: Record<string, Grant>;
}

const NO_ID = '00000000-0000-0000-0000-000000000000';

/** The uuid in a client_id of ours. */
function uuidOf(clientId: string): string | undefined {
  const id = /^connected-app-(?:test|live)-(.{36})$/.exec(clientId)?.[1];
  return id !== undefined && isUuid(id) ? id : undefined;
}

/** Connected Apps at the OAuth endpoints. */
export function createConnectedAppKind(dependencies: ClientKindDependencies): ClientKind {
  const { database, signer, clock, grants } = dependencies;

  /** The calling client, and its token as far as it is known. One round trip. */
  async function look(lookup: TokenLookup) {
    const { environment, credentials, token } = lookup;
    const access = readAccessToken(signer, environment, token, clock.now());
    const now = environment.now();
    const found = await store.findAuthorization(
      database,
      environment.id,
      {
        client: credentialsKey(environment, credentials.clientId),
        authorizationId: access?.authorizationId ?? authorizationOf(token) ?? NO_ID,
        jti: access?.claims.jti ?? '',
      },
      now,
    );
    const client = authenticatedClient(lookup, found);
    return { client, access, now, owned: found.owned, tokenRevoked: found.tokenRevoked };
  }

  type Look = Awaited<ReturnType<typeof look>>;

  function activeAccessToken({ access, tokenRevoked }: Look): ActiveToken | undefined {
    if (!access || access.expired || tokenRevoked) return undefined;
    // SDKs take what they do not know for custom claims, and `jti` is none.
    const { jti: _, ...claims } = access.claims;
    return { ...claims, token_type: 'access_token' };
  }

  const isCurrentRefreshToken = ({ owned, now }: Look, token: string): boolean => {
    const { refreshHash, refreshExpiresAt } = owned?.authorization ?? {};
    return (
      typeof refreshHash === 'string' &&
      safeEqual(refreshHash, hashToken(token)) &&
      (refreshExpiresAt ?? 0) > now
    );
  };

  function activeRefreshToken(lookup: TokenLookup, seen: Look): ActiveToken | undefined {
    const { client, owned } = seen;
    if (!owned || !isCurrentRefreshToken(seen, lookup.token)) return undefined;
    const { environment, issuer } = lookup;
    const { authorization, user } = owned;
    const issued = Math.floor(
      (authorization.refreshedAt ?? authorization.codeUsedAt ?? 0) / SECOND,
    );
    return {
      sub: userWireId(environment.kind, user.id),
      scope: authorization.scopes.join(' '),
      aud: [environment.projectId],
      iss: issuer,
      iat: issued,
      nbf: issued,
      exp: Math.floor((authorization.refreshExpiresAt ?? 0) / SECOND),
      client_id: clientWireId(environment.kind, client),
      token_type: 'refresh_token',
    };
  }

  return {
    owns: (clientId) => uuidOf(clientId) !== undefined || looksLikeMetadataUrl(clientId),
    grants,

    async authenticate(request) {
      const { environment, credentials } = request;
      const key = credentialsKey(environment, credentials.clientId);
      authenticatedClient(request, await findClient(database, environment.id, key));
    },

    async introspect(lookup) {
      const seen = await look(lookup);
      if (!seen.owned || seen.owned.authorization.revokedAt !== null) return undefined;
      return seen.access ? activeAccessToken(seen) : activeRefreshToken(lookup, seen);
    },

    async revoke(lookup) {
      const { environment } = lookup;
      const seen = await look(lookup);
      const { access, owned, now } = seen;
      if (!owned) return;
      const { id } = owned.authorization;
      if (access) {
        await store.noteTokenUse(database, {
          environment_id: environment.id,
          authorization_id: id,
          jti: access.claims.jti,
          use: 'revoked',
          expires_at: access.expiresAt,
        });
      } else if (isCurrentRefreshToken(seen, lookup.token)) {
        // The access tokens of the same grant go too (RFC 7009 section 2.1).
        await store.revokeAuthorization(database, environment.id, id, 'client', now);
      }
    },

    environmentsOf: (clientId) =>
      listEnvironmentsOfClient(
        database,
        looksLikeMetadataUrl(clientId)
          ? { by: 'metadata-url', url: clientId }
          : { by: 'id', id: uuidOf(clientId) ?? NO_ID },
      ),
  };
}
