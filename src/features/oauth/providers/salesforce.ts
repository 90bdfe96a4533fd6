import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, standardClaims, standardErrors, userinfo } from './entry.ts';

export const salesforce: ProviderEntry = {
  slug: 'salesforce',
  title: 'Salesforce',
  displayName: 'Salesforce',
  factorKey: 'salesforce_oauth_factor',
  guide: {
    console: 'https://login.salesforce.com/ (Setup, External Client App Manager)',
    callback: 'Callback URL (OAuth Settings)',
    notes: [
      'Select the OAuth scopes `openid`, `profile` and `email`.',
      '`login_host` is `test.salesforce.com` for a sandbox, or your My Domain.',
    ],
  },
  fields: [
    clientId('Consumer key'),
    clientSecret('Consumer secret'),
    {
      name: 'login_host',
      label: 'Login host',
      required: false,
      fallback: 'login.salesforce.com',
      pattern: /^([a-z0-9-]+\.){1,5}salesforce\.com$/,
      hint: 'must be a host name that ends in .salesforce.com',
    },
  ],
  endpoints: ({ loginHost }) => ({
    issuer: `https://${loginHost}`,
    authorization_endpoint: `https://${loginHost}/services/oauth2/authorize`,
    token_endpoint: `https://${loginHost}/services/oauth2/token`,
    jwks_uri: `https://${loginHost}/id/keys`,
    userinfo_endpoint: `https://${loginHost}/services/oauth2/userinfo`,
  }),
  scopes: ['openid', 'email', 'profile'],
  pkce: true,
  clientAuthentication: 'post',
  idToken: { algorithms: ['RS256'] },
  tokenAnswer: standardErrors({ invalid_client_id: 'invalid_client' }),
  profile: userinfo,
  claims: standardClaims,
};
