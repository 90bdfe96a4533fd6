import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type JsonObject, type ProviderEntry, userinfo } from './entry.ts';

/** `{"error": true, "status", "message"}` in the form of RFC 6749 section 5.2. */
function tokenAnswer(answer: JsonObject): JsonObject {
  if (answer['error'] !== true) return answer;
  const message = String(answer['message'] ?? '');
  return {
    error: /client/i.test(message) ? 'invalid_client' : 'invalid_grant',
    error_description: message,
  };
}

export const figma: ProviderEntry = {
  slug: 'figma',
  title: 'Figma',
  displayName: 'Figma',
  factorKey: 'figma_oauth_factor',
  guide: {
    console: 'https://www.figma.com/developers/apps',
    callback: 'Redirect URLs (OAuth credentials)',
    notes: [
      'Tick the scope `current_user:read` under OAuth scopes.',
      'Figma does not say whether it has verified an email, so none is taken from it.',
    ],
  },
  fields: [clientId(), clientSecret()],
  endpoints: {
    authorization_endpoint: 'https://www.figma.com/oauth',
    token_endpoint: 'https://api.figma.com/v1/oauth/token',
    refresh_endpoint: 'https://api.figma.com/v1/oauth/refresh',
    userinfo_endpoint: 'https://api.figma.com/v1/me',
  },
  scopes: ['current_user:read'],
  pkce: false,
  clientAuthentication: 'basic',
  tokenAnswer,
  profile: userinfo,
  claims: { subject: 'id', email: 'email', name: 'handle', picture: 'img_url' },
};
