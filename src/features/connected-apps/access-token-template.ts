import { ApiError } from '../../platform/errors/api-error.ts';
import { apiError } from '../catalogue.ts';
import { checkTemplate } from '../jwt-templates/jwt-templates.ts';

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
