import type { Database } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { appendRedirectParameters } from '../magic-links/append-redirect-parameters.ts';
import type { JwtSigner } from '../oauth2/signed-jwt.ts';
import type { Environment } from '../projects/environment.ts';
import { userWireId } from '../users/present-user.ts';
import { findClient } from './find-client.ts';
import { readIdTokenHint } from './id-token-hint.ts';
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
  return async (environment, request, sessionUserId) => {
    const client = await findClient(database, environment, request.client_id);
    if (!client) throw apiError('connected_app_not_found');
    const { post_logout_redirect_uri: target, state, id_token_hint } = request;
    if (!client.postLogoutRedirectUrls.includes(target)) {
      throw apiError('connected_app_supplied_redirect_url_not_found_in_client');
    }
    const clientId = clientWireId(environment.kind, client);
    const hint =
      id_token_hint === undefined ? undefined : readIdTokenHint(signer, environment, id_token_hint);
    const same =
      sessionUserId !== undefined &&
      hint?.clientId === clientId &&
      hint.userId === userWireId(environment.kind, sessionUserId);
    return {
      redirectUri: appendRedirectParameters(target, state === undefined ? {} : { state }),
      consentRequired: sessionUserId !== undefined && !same,
    };
  };
}
