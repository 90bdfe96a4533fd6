import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, standardClaims, standardErrors, userinfo } from './entry.ts';

export const slack: ProviderEntry = {
  slug: 'slack',
  title: 'Slack',
  displayName: 'Slack',
  factorKey: 'slack_oauth_factor',
  guide: {
    console: 'https://api.slack.com/apps',
    callback: 'Redirect URLs (OAuth & Permissions)',
    httpsOnly: true,
    notes: ['`provider_team=<workspace id>` leads straight to one workspace.'],
  },
  fields: [
    clientId('Client ID', {
      suspicious: { pattern: /^\d+\.\d+$/, hint: 'is not of the form 123.456' },
    }),
    clientSecret(),
  ],
  endpoints: {
    issuer: 'https://slack.com',
    authorization_endpoint: 'https://slack.com/openid/connect/authorize',
    token_endpoint: 'https://slack.com/api/openid.connect.token',
    jwks_uri: 'https://slack.com/openid/connect/keys',
    userinfo_endpoint: 'https://slack.com/api/openid.connect.userInfo',
  },
  scopes: ['openid', 'email', 'profile'],
  pkce: false,
  clientAuthentication: 'post',
  idToken: { algorithms: ['RS256'] },
  tokenAnswer: standardErrors({
    bad_client_secret: 'invalid_client',
    invalid_client_id: 'invalid_client',
    invalid_code: 'invalid_grant',
    code_already_used: 'invalid_grant',
    bad_redirect_uri: 'redirect_uri_mismatch',
  }),
  profile: userinfo,
  claims: { ...standardClaims, picture: ['picture', 'https://slack.com/user_image_512'] },
};
