import { type Static, Type } from 'typebox';
import { EnvironmentParams } from '../../projects/wire.ts';
import { named, OneOf, Timestamp, withError } from '../../wire-schema.ts';
import { providerSlugs } from '../providers/slugs.ts';
import { endpointNames } from './read-input.ts';

const optional = Type.Optional;
const text = (description: string, maxLength = 512) => Type.String({ description, maxLength });

const Endpoints = Type.Partial(
  Type.Object(
    Object.fromEntries(endpointNames.map((name) => [name, Type.String({ maxLength: 2_048 })])),
  ),
  {
    description:
      "In place of the provider's own. Outside the entry oidc for TEST environments only.",
  },
);

/** What can be entered; each provider has its own few, see docs/oauth-providers.md. */
const settings = {
  team_id: optional(text('Apple.')),
  key_id: optional(text('Apple.')),
  tenant: optional(text('Microsoft: common, organizations, consumers or an id.')),
  login_host: optional(text('Salesforce.')),
  issuer: optional(text('OpenID Connect, as the provider spells it.', 2_048)),
  app_ids: optional(
    Type.Array(Type.String({ maxLength: 512 }), {
      maxItems: 20,
      description: 'Google, Apple: ids of the same app on phones, for logins by ID token.',
    }),
  ),
  endpoints: optional(Endpoints),
};

export const providerArguments = {
  client_id: optional(text('Under whatever name the provider has for it.')),
  client_secret: optional(text('Left out: the stored one stays.')),
  private_key: optional(text('Apple, PEM. Left out: the stored one stays.', 8_192)),
  ...settings,
};

export const OAuthProvider = named(
  'OAuthProviderSettings',
  Type.Object({
    provider: OneOf(providerSlugs),
    client_id: Type.String(),
    has_secret: Type.Boolean({ description: 'It can be written and never read.' }),
    ...settings,
    redirect_uri: Type.String({ description: 'To be registered at the provider.' }),
    created_at: Timestamp(),
    updated_at: Timestamp(),
  }),
);
export type OAuthProvider = Static<typeof OAuthProvider>;

export const OAuthProviderCheck = named(
  'OAuthProviderCheck',
  Type.Object({
    ok: Type.Boolean({ description: 'False where a login cannot work.' }),
    findings: Type.Array(
      Type.Object({
        level: OneOf(['error', 'warning']),
        field: Type.String({ description: 'A setting, an endpoint, or redirect_uri.' }),
        message: Type.String({ description: 'Goes on where the name of the field ends.' }),
      }),
    ),
  }),
);

export const ProviderParams = Type.Object({
  ...EnvironmentParams.properties,
  provider: withError('invalid_oauth_provider', OneOf(providerSlugs)),
});
