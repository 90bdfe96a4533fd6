import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, userinfo } from './entry.ts';

export const amazon: ProviderEntry = {
  slug: 'amazon',
  title: 'Amazon',
  displayName: 'Amazon',
  factorKey: 'amazon_oauth_factor',
  guide: {
    console: 'https://developer.amazon.com/loginwithamazon/console/site/lwa/overview.html',
    callback: 'Allowed Return URLs (Web Settings of the security profile)',
    notes: ['Amazon does not say whether it has verified an email, so none is taken from it.'],
  },
  fields: [
    clientId('Client ID', {
      suspicious: {
        pattern: /^amzn1\.application-oa2-client\./,
        hint: 'does not begin with amzn1.application-oa2-client.',
      },
    }),
    clientSecret(),
  ],
  endpoints: {
    authorization_endpoint: 'https://www.amazon.com/ap/oa',
    token_endpoint: 'https://api.amazon.com/auth/o2/token',
    userinfo_endpoint: 'https://api.amazon.com/user/profile',
  },
  scopes: ['profile'],
  pkce: true,
  clientAuthentication: 'post',
  profile: userinfo,
  claims: { subject: 'user_id', email: 'email', name: 'name' },
};
