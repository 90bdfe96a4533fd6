import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, userinfo } from './entry.ts';

export const coinbase: ProviderEntry = {
  slug: 'coinbase',
  title: 'Coinbase',
  displayName: 'Coinbase',
  factorKey: 'coinbase_oauth_factor',
  guide: {
    console: 'https://portal.cdp.coinbase.com/',
    callback: 'Redirect URIs',
    notes: [
      'Coinbase does not say whether it has verified an email, so none is taken from it.',
      'A refresh token comes with the custom scope `offline_access`.',
    ],
  },
  fields: [clientId(), clientSecret()],
  endpoints: {
    authorization_endpoint: 'https://login.coinbase.com/oauth2/auth',
    token_endpoint: 'https://login.coinbase.com/oauth2/token',
    userinfo_endpoint: 'https://api.coinbase.com/v2/user',
  },
  scopes: ['wallet:user:read', 'wallet:user:email'],
  pkce: true,
  clientAuthentication: 'post',
  profile: userinfo,
  claims: {
    subject: 'data.id',
    email: 'data.email',
    name: 'data.name',
    picture: 'data.avatar_url',
  },
};
