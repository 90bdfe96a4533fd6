import { clientId, clientSecret } from '../settings/setting-field.ts';
import type { ProviderEntry } from './entry.ts';

export const tiktok: ProviderEntry = {
  slug: 'tiktok',
  title: 'TikTok',
  displayName: 'TikTok',
  factorKey: 'tik_tok_oauth_factor',
  guide: {
    console: 'https://developers.tiktok.com/apps/',
    callback: 'Redirect URI (Login Kit, Web)',
    httpsOnly: true,
    notes: ['TikTok gives no email.'],
  },
  fields: [clientId('Client key'), clientSecret()],
  endpoints: {
    authorization_endpoint: 'https://www.tiktok.com/v2/auth/authorize/',
    token_endpoint: 'https://open.tiktokapis.com/v2/oauth/token/',
    userinfo_endpoint: 'https://open.tiktokapis.com/v2/user/info/',
  },
  scopes: ['user.info.basic'],
  scopeSeparator: ',',
  // Only phones and desktops have it, with an encoding of TikTok's own.
  pkce: false,
  clientAuthentication: 'post',
  clientIdParameter: 'client_key',
  profile: (api) =>
    api.get(api.endpoints.userinfo_endpoint, {
      fields: 'open_id,union_id,avatar_url,display_name',
    }),
  claims: {
    subject: 'data.user.open_id',
    name: 'data.user.display_name',
    picture: 'data.user.avatar_url',
  },
};
