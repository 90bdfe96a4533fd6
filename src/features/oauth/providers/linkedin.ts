import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, standardClaims, userinfo } from './entry.ts';

export const linkedin: ProviderEntry = {
  slug: 'linkedin',
  title: 'LinkedIn',
  displayName: 'LinkedIn',
  factorKey: 'linked_in_oauth_factor',
  guide: {
    console: 'https://www.linkedin.com/developers/apps',
    callback: 'Authorized redirect URLs for your app (Auth)',
    notes: ['Add the product "Sign In with LinkedIn using OpenID Connect" to the app.'],
  },
  fields: [clientId(), clientSecret('Primary client secret')],
  endpoints: {
    // The second is what older applications get.
    issuer: ['https://www.linkedin.com/oauth', 'https://www.linkedin.com'],
    authorization_endpoint: 'https://www.linkedin.com/oauth/v2/authorization',
    token_endpoint: 'https://www.linkedin.com/oauth/v2/accessToken',
    jwks_uri: 'https://www.linkedin.com/oauth/openid/jwks',
    userinfo_endpoint: 'https://api.linkedin.com/v2/userinfo',
  },
  scopes: ['openid', 'email', 'profile'],
  // A code_verifier next to a client secret is refused as invalid_client.
  pkce: false,
  clientAuthentication: 'post',
  idToken: { algorithms: ['RS256'], nonce: false },
  // The token type is missing in its documentation.
  tokenAnswer: (answer) =>
    answer['access_token'] === undefined ? answer : { token_type: 'Bearer', ...answer },
  profile: userinfo,
  claims: { ...standardClaims, locale: ['locale', 'locale.language'] },
};
