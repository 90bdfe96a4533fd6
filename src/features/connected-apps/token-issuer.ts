import { type Clock, MINUTE, SECOND } from '../../platform/clock.ts';
import type { TokenAnswer } from '../oauth2/client-kind.ts';
import type { JwtSigner } from '../oauth2/signed-jwt.ts';
import type { Environment } from '../projects/environment.ts';
import { userWireId } from '../users/present-user.ts';
import type { UserRecord } from '../users/user-record.ts';
import { newTokenId } from './authorization-tokens.ts';
import type { Client } from './client-record.ts';
import { clientWireId } from './present-client.ts';
import { scopeClaims } from './scope-claims.ts';
import { OPENID } from './scopes.ts';
import type { CustomClaims } from './token-templates.ts';

/** Everything that tokens are made from, each time anew (behaviour-platform 4.2). */
export interface Issue {
  environment: Environment;
  issuer: string;
  client: Client;
  user: UserRecord;
  authorizationId: string;
  scopes: readonly string[];
  /** Resource indicators: further audiences of the access token. */
  resources: readonly string[];
  /** Only with a code: a token of a refresh does not repeat it (OpenID Connect Core 12.2). */
  nonce: string | null;
  refreshToken: string | undefined;
  /** When the user had logged in, in milliseconds of real time; null where nobody knows. */
  authenticatedAt: number | null;
  /** Of the client's templates. */
  customClaims: CustomClaims;
}

export type IssueTokens = (issue: Issue) => Promise<TokenAnswer>;

const ID_TOKEN_SECONDS = 3_600;

export const accessTokenLifetime = (client: Client): number =>
  client.accessTokenExpiryMinutes * MINUTE;

export function createTokenIssuer(dependencies: { signer: JwtSigner; clock: Clock }): IssueTokens {
  const { signer, clock } = dependencies;

  function accessToken(issue: Issue, issuedAt: number): Promise<string> {
    const { environment, client, user } = issue;
    const audience = [
      environment.projectId,
      ...(client.accessTokenCustomAudience === '' ? [] : [client.accessTokenCustomAudience]),
      ...issue.resources,
    ];
    return signer.sign(environment, {
      ...issue.customClaims.accessToken,
      aud: [...new Set(audience)],
      client_id: clientWireId(environment.kind, client),
      exp: issuedAt + accessTokenLifetime(client) / SECOND,
      iat: issuedAt,
      iss: issue.issuer,
      jti: newTokenId(issue.authorizationId, environment.now()),
      nbf: issuedAt,
      scope: issue.scopes.join(' '),
      sub: userWireId(environment.kind, user.id),
    });
  }

  function idToken(issue: Issue, issuedAt: number): Promise<string> {
    const { environment, client, user, nonce, authenticatedAt } = issue;
    return signer.sign(environment, {
      ...issue.customClaims.idToken,
      ...scopeClaims(user, issue.scopes),
      aud: [clientWireId(environment.kind, client)],
      ...(authenticatedAt !== null && { auth_time: Math.floor(authenticatedAt / SECOND) }),
      exp: issuedAt + ID_TOKEN_SECONDS,
      iat: issuedAt,
      iss: issue.issuer,
      nbf: issuedAt,
      ...(nonce !== null && { nonce }),
      sub: userWireId(environment.kind, user.id),
    });
  }

  return async (issue) => {
    // SDKs check the times against their own clock, so a TEST clock does not move them.
    const issuedAt = Math.floor(clock.now() / SECOND);
    const [access_token, id_token] = await Promise.all([
      accessToken(issue, issuedAt),
      issue.scopes.includes(OPENID) ? idToken(issue, issuedAt) : undefined,
    ]);
    return {
      access_token,
      token_type: 'bearer',
      expires_in: accessTokenLifetime(issue.client) / SECOND,
      scope: issue.scopes.join(' '),
      ...(id_token !== undefined && { id_token }),
      ...(issue.refreshToken !== undefined && { refresh_token: issue.refreshToken }),
    };
  };
}
