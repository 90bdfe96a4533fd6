import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type JsonObject, type ProviderEntry, userinfo } from './entry.ts';

/** The primary address if it is confirmed, else any confirmed one, else the primary one. */
function chooseEmail(emails: JsonObject[]): JsonObject | undefined {
  const confirmed = emails.filter((one) => one['is_confirmed'] === true);
  const primary = (list: JsonObject[]) => list.find((one) => one['is_primary'] === true);
  return primary(confirmed) ?? confirmed[0] ?? primary(emails);
}

export const bitbucket: ProviderEntry = {
  slug: 'bitbucket',
  title: 'Bitbucket',
  displayName: 'Bitbucket',
  factorKey: 'bitbucket_oauth_factor',
  guide: {
    console: 'https://bitbucket.org/account/workspaces/',
    callback: 'Callback URL (workspace settings, OAuth consumers)',
    notes: ['Tick the permissions Account: Email and Account: Read of the consumer.'],
  },
  fields: [clientId('Key'), clientSecret('Secret')],
  endpoints: {
    authorization_endpoint: 'https://bitbucket.org/site/oauth2/authorize',
    token_endpoint: 'https://bitbucket.org/site/oauth2/access_token',
    userinfo_endpoint: 'https://api.bitbucket.org/2.0/user',
    emails_endpoint: 'https://api.bitbucket.org/2.0/user/emails',
  },
  scopes: ['account', 'email'],
  pkce: false,
  clientAuthentication: 'basic',
  tokenAnswer: ({ scopes, ...answer }) =>
    typeof scopes === 'string' ? { ...answer, scope: scopes } : answer,
  async profile(api) {
    const [user, emails] = [await userinfo(api), await api.get(api.endpoints.emails_endpoint)];
    const values = Array.isArray(emails['values']) ? (emails['values'] as JsonObject[]) : [];
    const chosen = chooseEmail(values);
    return { ...user, email: chosen?.['email'], email_verified: chosen?.['is_confirmed'] };
  },
  claims: {
    subject: 'uuid',
    email: 'email',
    emailVerified: 'email_verified',
    name: 'display_name',
    picture: 'links.avatar.href',
  },
};
