import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type JsonObject, type ProviderEntry, standardErrors, userinfo } from './entry.ts';

/** The primary address if it is verified, else any verified one, else the primary one. */
function chooseEmail(emails: JsonObject[]): JsonObject | undefined {
  const verified = emails.filter((one) => one['verified'] === true);
  const primary = (list: JsonObject[]) => list.find((one) => one['primary'] === true);
  return primary(verified) ?? verified[0] ?? primary(emails);
}

export const github: ProviderEntry = {
  slug: 'github',
  title: 'GitHub',
  displayName: 'Github',
  factorKey: 'github_oauth_factor',
  guide: {
    console: 'https://github.com/settings/developers',
    callback: 'Authorization callback URL',
    notes: ['A GitHub App works as well as an OAuth app if it may read email addresses.'],
  },
  fields: [
    clientId('Client ID', {
      suspicious: {
        pattern: /^(Ov23|Iv1\.|Iv23)[A-Za-z0-9]+$|^[0-9a-f]{20}$/,
        hint: 'does not look like a client id of GitHub (Ov23..., Iv23..., Iv1. or 20 hexadecimal digits)',
      },
    }),
    clientSecret(),
  ],
  endpoints: {
    authorization_endpoint: 'https://github.com/login/oauth/authorize',
    token_endpoint: 'https://github.com/login/oauth/access_token',
    userinfo_endpoint: 'https://api.github.com/user',
    emails_endpoint: 'https://api.github.com/user/emails',
  },
  scopes: ['user:email'],
  pkce: true,
  clientAuthentication: 'post',
  tokenAnswer: standardErrors({
    incorrect_client_credentials: 'invalid_client',
    bad_verification_code: 'invalid_grant',
  }),
  async profile(api) {
    const [user, emails] = [await userinfo(api), await api.list(api.endpoints.emails_endpoint)];
    const chosen = chooseEmail(emails);
    // The address in the account is the public one, which may be none of the verified ones.
    return { ...user, email: chosen?.['email'], email_verified: chosen?.['verified'] };
  },
  claims: {
    subject: 'id',
    email: 'email',
    emailVerified: 'email_verified',
    name: ['name', 'login'],
    picture: 'avatar_url',
  },
};
