import { createHmac } from 'node:crypto';
import { clientId, clientSecret } from '../settings/setting-field.ts';
import type { JsonObject, ProviderEntry } from './entry.ts';

/** Wrong secret, wrong application id. */
const CLIENT_ERRORS = new Set<unknown>([1, 101]);

/** `{"error": {"message", "type", "code"}}` in the form of RFC 6749 section 5.2. */
function tokenAnswer(answer: JsonObject): JsonObject {
  const { error } = answer;
  if (typeof error !== 'object' || error === null) return answer;
  const { code, message } = error as JsonObject;
  return {
    error: CLIENT_ERRORS.has(code) ? 'invalid_client' : 'invalid_grant',
    error_description: message,
  };
}

export const facebook: ProviderEntry = {
  slug: 'facebook',
  title: 'Facebook',
  displayName: 'Facebook',
  factorKey: 'facebook_oauth_factor',
  guide: {
    console: 'https://developers.facebook.com/apps/',
    callback: 'Valid OAuth Redirect URIs (Facebook Login, Settings)',
    notes: [
      'Facebook does not say whether it has verified an email, so none is taken from it.',
      'Every call carries the proof of the app secret: "Require App Secret" may be switched on.',
    ],
  },
  fields: [
    clientId('App ID', { suspicious: { pattern: /^\d{5,20}$/, hint: 'is not a number' } }),
    clientSecret('App secret', {
      suspicious: { pattern: /^[0-9a-f]{32}$/, hint: 'is not 32 hexadecimal digits' },
    }),
  ],
  // Without a version: Facebook then takes the oldest that the app may use, none ever expires here.
  endpoints: {
    authorization_endpoint: 'https://www.facebook.com/dialog/oauth',
    token_endpoint: 'https://graph.facebook.com/oauth/access_token',
    userinfo_endpoint: 'https://graph.facebook.com/me',
  },
  scopes: ['email', 'public_profile'],
  pkce: true,
  clientAuthentication: 'post',
  tokenAnswer,
  profile: (api) =>
    api.get(api.endpoints.userinfo_endpoint, {
      fields: 'id,name,first_name,middle_name,last_name,email,picture.type(large)',
      // Shows that the token is used by the application it was made for.
      appsecret_proof: createHmac('sha256', api.settings.secret)
        .update(api.accessToken)
        .digest('hex'),
    }),
  claims: {
    subject: 'id',
    email: 'email',
    name: 'name',
    givenName: 'first_name',
    middleName: 'middle_name',
    familyName: 'last_name',
    picture: 'picture.data.url',
  },
};
