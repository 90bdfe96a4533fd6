import { type Static, Type } from 'typebox';
import { redirectUrlTypes } from '../redirect-urls/matching.ts';
import { named, OneOf, Timestamp, withError } from '../wire-schema.ts';

/** The objects of the management API (management-and-dashboard 1.8). */

export const verticals = ['CONSUMER', 'B2B'] as const;
export const environmentTypes = ['LIVE', 'TEST'] as const;

export const Project = named(
  'Project',
  Type.Object({
    project_slug: Type.String({ description: 'Never changes.' }),
    name: Type.String(),
    vertical: OneOf(verticals),
    created_at: Timestamp(),
  }),
);

export const environmentSettings = {
  cross_org_passwords_enabled: Type.Boolean({ description: 'B2B; kept, without effect here.' }),
  user_impersonation_enabled: Type.Boolean(),
  zero_downtime_session_migration_url: Type.String({
    description: 'UserInfo URL that sessions/migrate asks; empty for none.',
  }),
  use_custom_domain_in_magic_link_emails: Type.Boolean(),
  user_lock_self_serve_enabled: Type.Boolean(),
  user_lock_threshold: Type.Integer({ description: 'Failed attempts, 1 to 100.' }),
  user_lock_ttl: Type.Integer({ description: 'Seconds, 300 to 604800.' }),
  idp_authorization_url: Type.String({ description: 'Consent page of the app; empty for none.' }),
  idp_dynamic_client_registration_enabled: Type.Boolean(),
  idp_dynamic_client_registration_access_token_template_content: Type.String(),
};

export const Environment = named(
  'Environment',
  Type.Object({
    environment_slug: Type.String({ description: 'Never changes.' }),
    project_slug: Type.String(),
    name: Type.String(),
    project_id: Type.String({ description: 'User name of calls to the backend API.' }),
    type: OneOf(environmentTypes),
    created_at: Timestamp(),
    oauth_callback_id: Type.String(),
    ...environmentSettings,
  }),
);

export const Metrics = named(
  'Metrics',
  Type.Object({
    user_count: Type.Integer(),
    organization_count: Type.Integer({ description: 'B2B; 0 here.' }),
    member_count: Type.Integer({ description: 'B2B; 0 here.' }),
    m2m_client_count: Type.Integer(),
  }),
);

export const Secret = named(
  'Secret',
  Type.Object({
    secret_id: Type.String(),
    secret: Type.String({ description: 'Shown this once.' }),
    created_at: Timestamp(),
  }),
);

export const MaskedSecret = named(
  'MaskedSecret',
  Type.Object({
    secret_id: Type.String(),
    last_four: Type.String(),
    created_at: Timestamp(),
    // Go cannot read an empty timestamp, so an unset one is left out.
    used_at: Type.Optional(Timestamp()),
  }),
);

export const PublicToken = named(
  'PublicToken',
  Type.Object({ public_token: Type.String(), created_at: Timestamp() }),
);

export const RedirectUrl = named(
  'RedirectURL',
  Type.Object({
    url: Type.String({ description: 'As it was registered.' }),
    valid_types: Type.Array(
      Type.Object({ type: OneOf(redirectUrlTypes), is_default: Type.Boolean() }),
    ),
  }),
);

/** A project as the bridge shows it: the ids of two of its environments, empty for none. */
export const BridgeProject = named(
  'BridgeProject',
  Type.Object({
    live_project_id: Type.String(),
    test_project_id: Type.String(),
    live_project_slug: Type.String({ description: 'Slug of the live environment.' }),
    test_project_slug: Type.String({ description: 'Slug of the oldest test environment.' }),
    project_slug: Type.String(),
    name: Type.String(),
    vertical: OneOf(verticals),
    created_at: Timestamp(),
  }),
);

export const ProjectParams = Type.Object({ project_slug: Type.String() });
export const EnvironmentParams = Type.Object({
  project_slug: Type.String(),
  environment_slug: Type.String(),
});

export const UrlQuery = Type.Object({ url: withError('invalid_url', Type.String()) });

/** The Go client leaves out `false` and empty lists. */
export const RedirectUrlTypes = Type.Optional(
  Type.Array(
    Type.Object({
      type: withError('invalid_redirect_url_type', Type.String()),
      is_default: Type.Optional(Type.Boolean()),
    }),
  ),
);

export type Project = Static<typeof Project>;
export type Environment = Static<typeof Environment>;
export type MaskedSecret = Static<typeof MaskedSecret>;
export type Secret = Static<typeof Secret>;
export type PublicToken = Static<typeof PublicToken>;
export type RedirectUrl = Static<typeof RedirectUrl>;
export type RedirectUrlTypes = Static<typeof RedirectUrlTypes>;
export type BridgeProject = Static<typeof BridgeProject>;
