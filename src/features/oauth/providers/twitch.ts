import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type JsonObject, type ProviderEntry, standardClaims } from './entry.ts';

/** Scopes come as a list, errors as `{"status", "message"}`. */
function tokenAnswer(answer: JsonObject): JsonObject {
  const { scope, status, message } = answer;
  if (typeof status === 'number' && typeof message === 'string') {
    return {
      error: /client/i.test(message) ? 'invalid_client' : 'invalid_grant',
      error_description: message,
    };
  }
  return Array.isArray(scope) ? { ...answer, scope: scope.join(' ') } : answer;
}

const wanted = { email: null, email_verified: null, picture: null, preferred_username: null };

export const twitch: ProviderEntry = {
  slug: 'twitch',
  title: 'Twitch',
  displayName: 'Twitch',
  factorKey: 'twitch_oauth_factor',
  guide: {
    console: 'https://dev.twitch.tv/console/apps',
    callback: 'OAuth Redirect URLs',
    notes: ['The client type is Confidential.'],
  },
  fields: [clientId(), clientSecret()],
  endpoints: {
    issuer: 'https://id.twitch.tv/oauth2',
    authorization_endpoint: 'https://id.twitch.tv/oauth2/authorize',
    token_endpoint: 'https://id.twitch.tv/oauth2/token',
    jwks_uri: 'https://id.twitch.tv/oauth2/keys',
    userinfo_endpoint: 'https://id.twitch.tv/oauth2/userinfo',
  },
  scopes: ['openid', 'user:read:email'],
  pkce: false,
  clientAuthentication: 'post',
  // Twitch puts only those claims into the ID token that are asked for.
  fixedParameters: { claims: JSON.stringify({ id_token: wanted }) },
  idToken: { algorithms: ['RS256'] },
  tokenAnswer,
  claims: { ...standardClaims, name: 'preferred_username' },
};
