import { clientId, clientSecret } from '../settings/setting-field.ts';
import type { ProviderEntry } from './entry.ts';

const details = new Map([
  [401, 'twitter_401'],
  [403, 'twitter_403'],
] as const);

export const twitter: ProviderEntry = {
  slug: 'twitter',
  title: 'X (Twitter)',
  displayName: 'Twitter',
  factorKey: 'twitter_oauth_factor',
  guide: {
    console: 'https://developer.x.com/en/portal/projects-and-apps',
    callback: 'Callback URI / Redirect URL (User authentication settings)',
    notes: [
      'Choose the type Web App: client id and secret are those of OAuth 2.0, not the API key.',
      'X gives no email by default; a refresh token comes with the custom scope `offline.access`.',
    ],
  },
  fields: [clientId('OAuth 2.0 Client ID'), clientSecret('OAuth 2.0 Client Secret')],
  endpoints: {
    authorization_endpoint: 'https://x.com/i/oauth2/authorize',
    token_endpoint: 'https://api.x.com/2/oauth2/token',
    userinfo_endpoint: 'https://api.x.com/2/users/me',
  },
  // users/me asks for both.
  scopes: ['users.read', 'tweet.read'],
  pkce: true,
  clientAuthentication: 'basic',
  profile: (api) =>
    api.get(api.endpoints.userinfo_endpoint, {
      'user.fields': 'id,name,username,profile_image_url',
    }),
  claims: {
    subject: 'data.id',
    name: 'data.name',
    picture: 'data.profile_image_url',
  },
  failureDetail: (status) => details.get(status as 401),
};
