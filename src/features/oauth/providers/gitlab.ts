import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, standardClaims, userinfo } from './entry.ts';

export const gitlab: ProviderEntry = {
  slug: 'gitlab',
  title: 'GitLab',
  displayName: 'Gitlab',
  factorKey: 'git_lab_oauth_factor',
  guide: {
    console: 'https://gitlab.com/-/user_settings/applications',
    callback: 'Redirect URI',
    notes: [
      'Tick Confidential and the scopes `openid`, `email` and `profile`.',
      'For a GitLab server of your own use the generic OpenID entry with its address as issuer.',
    ],
  },
  fields: [clientId('Application ID'), clientSecret('Secret')],
  endpoints: {
    issuer: 'https://gitlab.com',
    authorization_endpoint: 'https://gitlab.com/oauth/authorize',
    token_endpoint: 'https://gitlab.com/oauth/token',
    jwks_uri: 'https://gitlab.com/oauth/discovery/keys',
    userinfo_endpoint: 'https://gitlab.com/oauth/userinfo',
  },
  scopes: ['openid', 'email', 'profile'],
  pkce: true,
  clientAuthentication: 'post',
  idToken: { algorithms: ['RS256'] },
  profile: userinfo,
  claims: standardClaims,
};
