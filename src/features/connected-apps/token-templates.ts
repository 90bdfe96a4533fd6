import { ApiError } from '../../platform/errors/api-error.ts';
import { apiError } from '../catalogue.ts';
import { checkTemplate, userClaims } from '../jwt-templates/jwt-templates.ts';
import type { Environment } from '../projects/environment.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Client } from './client-record.ts';

/**
 * Throws what is wrong with a template of access token claims; empty means that there is none. What
 * is no template at all has a name of its own here; reserved names and size are told as everywhere.
 */
export function checkAccessTokenTemplate(content: string): void {
  if (content === '') return;
  try {
    checkTemplate('CONNECTED_APP', content);
  } catch (error) {
    if (!(error instanceof ApiError) || !error.type.startsWith('jwt_template_')) throw error;
    throw apiError('idp_invalid_access_token_jwt_template', { message: error.message });
  }
}

/** The same of ID token claims, which has no name of its own. */
export function checkIdTokenTemplate(content: string): void {
  if (content !== '') checkTemplate('ID_TOKEN', content);
}

export interface CustomClaims {
  accessToken: Record<string, unknown>;
  idToken: Record<string, unknown>;
}

/**
 * Custom claims of tokens; empty without a template. Made before a code or refresh token is used
 * up, because what is in the user's metadata may be too much for a token. Clients that came by
 * themselves share the template of the environment.
 */
export function customClaims(
  environment: Environment,
  client: Client,
  user: UserRecord,
): CustomClaims {
  const content =
    client.creationMethod === 'api'
      ? client.accessTokenTemplateContent
      : environment.settings.idp_dynamic_client_registration_access_token_template_content;
  return {
    accessToken: userClaims(environment, user, content),
    idToken: userClaims(environment, user, client.idTokenTemplateContent),
  };
}
