import type { Database } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { appendRedirectParameters } from '../magic-links/append-redirect-parameters.ts';
import type { JwtSigner } from '../oauth2/signed-jwt.ts';
import type { Environment } from '../projects/environment.ts';
import { userWireId } from '../users/present-user.ts';
import { findClient } from './find-client.ts';
import { clientWireId } from './present-client.ts';

export interface LogoutRequest {
  client_id: string;
  post_logout_redirect_uri: string;
  state?: string | undefined;
  id_token_hint?: string | undefined;
}

export interface LogoutStart {
  /** Where the browser goes once the session has ended. */
  redirectUri: string;
  /** Whether the user has to be asked whether it should end. */
  consentRequired: boolean;
}

/**
 * RP-initiated logout (behaviour-platform 6.4). `sessionUserId` is the uuid of who is logged in in
 * the browser; undefined where nobody is.
 */
export type StartLogout = (
  environment: Environment,
  request: LogoutRequest,
  sessionUserId: string | undefined,
) => Promise<LogoutStart>;

export function createLogout(database: Database, signer: JwtSigner): StartLogout {
  /** An expired one is as good: it only says who was logged in (OpenID Connect Core 3.1.2.1). */
  function hintedUser(environment: Environment, hint: string | undefined, clientId: string) {
    const claims = hint === undefined ? undefined : signer.read(environment, hint)?.claims;
    // Not an access token, which other audiences hold too.
    const audience = claims?.['aud'];
    const ours = Array.isArray(audience) && audience.length === 1 && audience[0] === clientId;
    return ours ? claims?.['sub'] : undefined;
  }

  return async (environment, request, sessionUserId) => {
    const client = await findClient(database, environment, request.client_id);
    if (!client) throw apiError('connected_app_not_found');
    const { post_logout_redirect_uri: target, state, id_token_hint } = request;
    if (!client.postLogoutRedirectUrls.includes(target)) {
      throw apiError('connected_app_supplied_redirect_url_not_found_in_client');
    }
    const clientId = clientWireId(environment.kind, client);
    const hinted = hintedUser(environment, id_token_hint, clientId);
    const same =
      sessionUserId !== undefined && hinted === userWireId(environment.kind, sessionUserId);
    return {
      redirectUri: appendRedirectParameters(target, state === undefined ? {} : { state }),
      consentRequired: sessionUserId !== undefined && !same,
    };
  };
}
