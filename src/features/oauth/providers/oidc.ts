import { clientId, clientSecret } from '../settings/setting-field.ts';
import { type ProviderEntry, standardClaims, userinfo } from './entry.ts';

/** Any OpenID provider: found by its issuer, or by endpoints where it publishes none. */
export const oidc: ProviderEntry = {
  slug: 'oidc',
  title: 'OpenID Connect (any provider)',
  displayName: 'OIDC',
  factorKey: 'oidc_oauth_factor',
  guide: {
    console: '',
    callback: 'Redirect URI of the client',
    notes: [
      'The start URL is `/v1/public/oauth/oidc/start`.',
      'Everything else is read from `<issuer>/.well-known/openid-configuration`; what stands under `endpoints` replaces single entries, or all of them for a provider without discovery.',
      'An email is taken if the provider calls it verified: point this entry only at providers that you trust in that.',
      'Without a client secret it is a public client, protected by PKCE.',
    ],
  },
  fields: [
    {
      name: 'issuer',
      label: 'Issuer',
      required: true,
      pattern: /^https?:\/\/[^\s?#]+$/,
      hint: 'must be a URL without a query, exactly as the provider spells it',
    },
    clientId(),
    clientSecret('Client secret', { required: false }),
  ],
  scopes: ['openid', 'email', 'profile'],
  pkce: true,
  clientAuthentication: 'discovered',
  idToken: { algorithms: ['RS256'] },
  profile: (api) =>
    api.endpoints.userinfo_endpoint === undefined ? Promise.resolve({}) : userinfo(api),
  claims: standardClaims,
};
