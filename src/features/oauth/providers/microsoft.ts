import type { ProviderSettings } from '../settings/provider-settings.ts';
import { clientId, clientSecret } from '../settings/setting-field.ts';
import type { JsonObject, ProviderEntry } from './entry.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** The tenant that personal accounts live in. */
const PERSONAL = '9188040d-6c67-4c5b-b112-36a304b66dad';
const HOST = 'https://login.microsoftonline.com';

/** Tenants that stand for many: the token then names the one it comes from. */
const admits: Readonly<Record<string, (tenant: string) => boolean>> = {
  common: () => true,
  organizations: (tenant) => tenant !== PERSONAL,
  consumers: (tenant) => tenant === PERSONAL,
};

function issuer(claims: JsonObject, settings: ProviderSettings): string | undefined {
  const { tenant } = settings;
  const named = claims['tid'];
  const many = admits[tenant];
  if (!many) return `${HOST}/${tenant}/v2.0`;
  if (typeof named !== 'string' || !UUID.test(named) || !many(named)) return undefined;
  return `${HOST}/${named}/v2.0`;
}

/** AADSTS numbers: the secret is too old, the secret is wrong. */
const details = {
  7000222: 'microsoft_expired_secret',
  7000215: 'microsoft_invalid_secret',
} as const;

export const microsoft: ProviderEntry = {
  slug: 'microsoft',
  title: 'Microsoft',
  displayName: 'Microsoft',
  factorKey: 'microsoft_oauth_factor',
  guide: {
    console: 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps',
    callback: 'Redirect URIs (Authentication, platform Web)',
    notes: [
      'The secret is the Value of the entry, not its Secret ID, and it expires: note the date.',
      'Supported account types of the application and `tenant` must agree.',
      'Anybody can write any email into a tenant of their own, so none is taken from Microsoft.',
      'A refresh token comes with the custom scope `offline_access`.',
    ],
  },
  fields: [
    clientId('Application (client) ID', {
      suspicious: { pattern: UUID, hint: 'is not a uuid' },
    }),
    clientSecret('Client secret value', {
      suspicious: {
        pattern: /^(?![0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}$)/,
        hint: 'is a uuid: this is the id of the secret, not its value',
      },
    }),
    {
      name: 'tenant',
      label: 'Directory (tenant) ID, or `common`, `organizations`, `consumers`',
      required: false,
      fallback: 'common',
      pattern: /^(common|organizations|consumers|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/,
      hint: 'must be common, organizations, consumers or the id of a tenant, a uuid in lower case',
    },
  ],
  endpoints: ({ tenant }) => ({
    authorization_endpoint: `${HOST}/${tenant}/oauth2/v2.0/authorize`,
    token_endpoint: `${HOST}/${tenant}/oauth2/v2.0/token`,
    jwks_uri: `${HOST}/${tenant}/discovery/v2.0/keys`,
  }),
  scopes: ['openid', 'email', 'profile'],
  pkce: true,
  clientAuthentication: 'post',
  idToken: { algorithms: ['RS256'], issuer },
  claims: {
    subject: 'sub',
    email: 'email',
    name: 'name',
    givenName: 'given_name',
    familyName: 'family_name',
    locale: 'locale',
  },
  failureDetail(_status, answer) {
    const codes = Array.isArray(answer['error_codes']) ? answer['error_codes'] : [];
    const code = codes.find((one) => Object.hasOwn(details, String(one)));
    return code === undefined ? undefined : details[code as keyof typeof details];
  },
};
