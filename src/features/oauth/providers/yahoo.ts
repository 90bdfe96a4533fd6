import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, standardClaims, userinfo } from './entry.ts';

export const yahoo: ProviderEntry = {
  slug: 'yahoo',
  title: 'Yahoo',
  displayName: 'Yahoo',
  factorKey: 'yahoo_oauth_factor',
  guide: {
    console: 'https://developer.yahoo.com/apps/',
    callback: 'Redirect URI(s)',
    httpsOnly: true,
    notes: ['Tick OpenID Connect Permissions, Email and Profile.'],
  },
  fields: [clientId('Client ID (Consumer Key)'), clientSecret('Client Secret (Consumer Secret)')],
  endpoints: {
    issuer: 'https://api.login.yahoo.com',
    authorization_endpoint: 'https://api.login.yahoo.com/oauth2/request_auth',
    token_endpoint: 'https://api.login.yahoo.com/oauth2/get_token',
    jwks_uri: 'https://api.login.yahoo.com/openid/v1/certs',
    userinfo_endpoint: 'https://api.login.yahoo.com/openid/v1/userinfo',
  },
  scopes: ['openid', 'email', 'profile'],
  pkce: false,
  clientAuthentication: 'basic',
  idToken: { algorithms: ['ES256', 'RS256'] },
  profile: userinfo,
  claims: standardClaims,
};
