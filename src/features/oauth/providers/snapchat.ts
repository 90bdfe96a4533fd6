import { clientId, clientSecret } from '../settings/setting-field.ts';
import type { ProviderEntry } from './entry.ts';

const SCOPES = 'https://auth.snapchat.com/oauth2/api';

export const snapchat: ProviderEntry = {
  slug: 'snapchat',
  title: 'Snapchat',
  displayName: 'Snapchat',
  factorKey: 'snapchat_oauth_factor',
  guide: {
    console: 'https://devportal.snap.com/manage/',
    callback: 'Redirect URIs (Login Kit)',
    notes: [
      'Use the confidential OAuth client.',
      'Snapchat gives no email.',
      `The avatar comes with the custom scope \`${SCOPES}/user.bitmoji.avatar\`.`,
    ],
  },
  fields: [clientId('OAuth2 client ID (confidential)'), clientSecret()],
  endpoints: {
    authorization_endpoint: 'https://accounts.snapchat.com/accounts/oauth2/auth',
    token_endpoint: 'https://accounts.snapchat.com/accounts/oauth2/token',
    userinfo_endpoint: 'https://kit.snapchat.com/v1/me',
  },
  scopes: [`${SCOPES}/user.display_name`, `${SCOPES}/user.external_id`],
  pkce: true,
  clientAuthentication: 'basic',
  profile: (api) =>
    api.get(api.endpoints.userinfo_endpoint, {
      query: '{me{externalId displayName bitmoji{avatar}}}',
    }),
  claims: {
    subject: 'data.me.externalId',
    name: 'data.me.displayName',
    picture: 'data.me.bitmoji.avatar',
  },
};
