import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, userinfo } from './entry.ts';

const SNOWFLAKE = { pattern: /^\d{17,20}$/, hint: 'is not a number of 17 to 20 digits' };

export const discord: ProviderEntry = {
  slug: 'discord',
  title: 'Discord',
  displayName: 'Discord',
  factorKey: 'discord_oauth_factor',
  guide: { console: 'https://discord.com/developers/applications', callback: 'Redirects (OAuth2)' },
  fields: [clientId('Client ID', { suspicious: SNOWFLAKE }), clientSecret()],
  endpoints: {
    authorization_endpoint: 'https://discord.com/oauth2/authorize',
    token_endpoint: 'https://discord.com/api/oauth2/token',
    userinfo_endpoint: 'https://discord.com/api/v10/users/@me',
  },
  scopes: ['identify', 'email'],
  pkce: true,
  clientAuthentication: 'post',
  async profile(api) {
    const user = await userinfo(api);
    const { id, avatar } = user;
    if (typeof avatar !== 'string') return user;
    return { ...user, picture: `https://cdn.discordapp.com/avatars/${id}/${avatar}.png` };
  },
  claims: {
    subject: 'id',
    email: 'email',
    emailVerified: 'verified',
    name: ['global_name', 'username'],
    picture: 'picture',
    locale: 'locale',
  },
};
