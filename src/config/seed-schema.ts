import { type Static, Type } from 'typebox';
import { providerSlugs } from '../features/oauth/providers/slugs.ts';
import { endpointNames } from '../features/oauth/settings/read-input.ts';
import { providerArguments } from '../features/oauth/settings/wire.ts';
import { environmentSettings, environmentTypes } from '../features/projects/wire.ts';
import { redirectUrlTypes } from '../features/redirect-urls/matching.ts';
import { OneOf, OpenObject } from '../features/wire-schema.ts';
import { JwtTemplates, M2mClient, TrustedTokenProfile } from './seed-access.ts';
import { closed, idOf, shaped, text, UUID } from './seed-parts.ts';

/** The seed file: members have the names of the management API and of the user object. */

const Permission = closed(
  {
    resource_id: text('Resource that the actions are allowed on.'),
    actions: Type.Array(text('Action; `*` stands for each.'), { minItems: 1 }),
  },
  'Actions on a resource.',
);

const RbacPolicy = closed(
  {
    stytch_user: Type.Optional(
      closed({ permissions: Type.Array(Permission) }, 'The role that every user has.'),
    ),
    custom_roles: Type.Optional(
      Type.Array(
        closed(
          {
            role_id: text('Id of the role.'),
            description: Type.Optional(Type.String()),
            permissions: Type.Array(Permission),
          },
          'A role that users can be given.',
        ),
        { description: 'Replaces all custom roles. One that goes leaves its users.' },
      ),
    ),
    custom_resources: Type.Optional(
      Type.Array(
        closed(
          {
            resource_id: text('Id of the resource; does not begin with stytch.'),
            description: Type.Optional(Type.String()),
            available_actions: Type.Array(text('An action on the resource.')),
          },
          'Something that permissions are about.',
        ),
        { description: 'Replaces all custom resources.' },
      ),
    ),
    custom_scopes: Type.Optional(
      Type.Array(
        closed(
          {
            scope: text('As applications ask for it.'),
            description: Type.Optional(Type.String()),
            permissions: Type.Array(Permission),
          },
          'What an application may be granted.',
        ),
        { description: 'Replaces all custom scopes.' },
      ),
    ),
  },
  'Resources, and the roles and scopes that allow actions on them. A part that is there replaces that part of the policy.',
);

const MailSender = closed(
  {
    from_name: Type.Optional(
      shaped('^[^\\r\\n"<>]{1,100}$', 'must be 1 to 100 characters without quotes or <>', 'Name.'),
    ),
    from_address: Type.Optional(
      shaped('^[^\\s@<>]+@[^\\s@<>]+$', 'must be a mail address', 'Address.'),
    ),
    reply_to: Type.Optional(
      shaped('^[^\\s@<>]+@[^\\s@<>]+$', 'must be a mail address', 'Reply-To.'),
    ),
  },
  "Sender of this environment's mails in place of the server's.",
);

const CountryCode = shaped('^[A-Z]{2}$', 'must be two capital letters', 'ISO 3166-1 alpha-2.');

const Settings = Type.Partial(
  Type.Object({
    ...environmentSettings,
    protect_last_primary_factor: Type.Boolean({
      description: 'Refuses to delete the last factor a user can log in with.',
    }),
    user_lock_counts_codes: Type.Boolean({
      description: 'Whether wrong one-time codes count towards the lock of a user.',
    }),
    oauth_errors_to_app: Type.Boolean({
      description: 'Whether an OAuth login that fails goes back to the app, on its login URL.',
    }),
    sms_country_codes: Type.Array(CountryCode, { description: 'Countries that may be texted.' }),
    whatsapp_country_codes: Type.Array(CountryCode, {
      description: 'Countries that may get WhatsApp messages.',
    }),
    mail_sender: MailSender,
  }),
  {
    additionalProperties: false,
    description: 'Settings of the environment. Those that are not there keep their value.',
  },
);

const RedirectUrl = closed(
  {
    url: text('As clients send it.'),
    types: Type.Optional(
      Type.Array(OneOf(redirectUrlTypes), {
        minItems: 1,
        uniqueItems: true,
        description: 'Default: LOGIN, SIGNUP, INVITE and RESET_PASSWORD.',
      }),
    ),
    default_for: Type.Optional(
      Type.Array(OneOf(redirectUrlTypes), {
        uniqueItems: true,
        description: 'The types that lead here when a request names no URL.',
      }),
    ),
  },
  'A URL that users may be sent to.',
);

const VariableName = (what: string) =>
  Type.Optional(
    shaped(
      '^[A-Za-z_][A-Za-z0-9_]{0,127}$',
      'must be the name of an environment variable',
      `Environment variable that holds the ${what}: in place of it, so that the file has no secret.`,
    ),
  );

const OAuthProvider = closed(
  {
    provider: OneOf(providerSlugs, { description: 'As in the start URL.' }),
    ...providerArguments,
    client_secret_env: VariableName('client secret'),
    private_key_env: VariableName('private key'),
    endpoints: Type.Optional(
      Type.Object(
        Object.fromEntries(endpointNames.map((name) => [name, Type.Optional(text('A URL.'))])),
        {
          additionalProperties: false,
          description:
            "In place of the provider's own. Outside the entry oidc for TEST environments only.",
        },
      ),
    ),
  },
  'What is entered for an OAuth provider: see docs/oauth-providers.md. Replaces all of it but a secret that is left out.',
);

const User = closed(
  {
    user_id: Type.Optional(idOf('user', 'Default: made from external_id, email or phone number.')),
    external_id: Type.Optional(text('Your own id of the user.')),
    status: Type.Optional(OneOf(['active', 'pending'], { description: 'Default: active.' })),
    name: Type.Optional(
      closed(
        {
          first_name: Type.Optional(Type.String()),
          middle_name: Type.Optional(Type.String()),
          last_name: Type.Optional(Type.String()),
        },
        'Name of the user.',
      ),
    ),
    emails: Type.Optional(
      Type.Array(
        closed(
          {
            email: text('Address.'),
            verified: Type.Optional(Type.Boolean({ description: 'Default: false.' })),
          },
          'An email of the user.',
        ),
      ),
    ),
    phone_numbers: Type.Optional(
      Type.Array(
        closed(
          {
            phone_number: text('E.164, in quotes: "+15005550006".'),
            verified: Type.Optional(Type.Boolean({ description: 'Default: false.' })),
          },
          'A phone number of the user.',
        ),
      ),
    ),
    trusted_metadata: Type.Optional(OpenObject({ description: 'Only the backend can change it.' })),
    untrusted_metadata: Type.Optional(
      OpenObject({ description: 'The user can change it through a front-end SDK.' }),
    ),
    roles: Type.Optional(Type.Array(text('A role of the policy.'), { uniqueItems: true })),
  },
  'A user: created where it is missing, left alone where it is there.',
);

const Environment = closed(
  {
    type: OneOf(environmentTypes, { description: 'One LIVE environment a project.' }),
    slug: Type.Optional(Type.String({ description: 'Default: production or test.' })),
    name: Type.Optional(Type.String({ description: 'Default: Production or Test.' })),
    project_id: Type.Optional(idOf('project', 'Default: made from the slugs.')),
    secrets: Type.Optional(
      Type.Array(
        shaped(
          '^secret-(test|live)-[A-Za-z0-9_=-]{8,128}$',
          'must be secret-test- or secret-live- and 8 to 128 letters, digits, _, = or -',
          'A secret in clear text: for TEST environments only.',
        ),
      ),
    ),
    public_tokens: Type.Optional(
      Type.Array(idOf('public-token', 'A public token.'), {
        description: 'Default: one, made from the slugs.',
      }),
    ),
    redirect_urls: Type.Optional(
      Type.Array(RedirectUrl, {
        description:
          'A new environment gets these and no others; without this member a TEST environment gets http://localhost:3000 and http://localhost:3000/authenticate.',
      }),
    ),
    settings: Type.Optional(Settings),
    rbac_policy: Type.Optional(RbacPolicy),
    oauth_providers: Type.Optional(
      Type.Array(OAuthProvider, { description: 'Those that are not listed stay as they are.' }),
    ),
    jwt_templates: Type.Optional(JwtTemplates),
    m2m_clients: Type.Optional(Type.Array(M2mClient)),
    trusted_token_profiles: Type.Optional(Type.Array(TrustedTokenProfile)),
    users: Type.Optional(Type.Array(User)),
  },
  'An environment of a project.',
);

const Project = closed(
  {
    slug: Type.String({ description: 'Names the project; never changes.' }),
    name: Type.Optional(Type.String({ description: 'Default for a new project: the slug.' })),
    environments: Type.Optional(
      Type.Array(Environment, {
        description: 'Where a TEST environment is listed and none is LIVE, a LIVE one is added.',
      }),
    ),
  },
  'A project.',
);

const WorkspaceKey = closed(
  {
    key_id: shaped(
      `^workspace-key-prod-${UUID}$`,
      'must be workspace-key-prod-<uuid>, the uuid in lower case',
      'User name of the management API.',
    ),
    key_secret: shaped(
      '^workspace-secret-[A-Za-z0-9_=-]{8,128}$',
      'must be workspace-secret- and 8 to 128 letters, digits, _, = or -',
      'Its secret in clear text.',
    ),
  },
  'A key of the management API.',
);

export const SeedSchema = closed(
  {
    $schema: Type.Optional(Type.String({ description: 'For editors.' })),
    workspace: Type.Optional(
      closed({ keys: Type.Optional(Type.Array(WorkspaceKey)) }, 'The workspace.'),
    ),
    projects: Type.Optional(Type.Array(Project)),
  },
  'The world a Selvage server starts with. See docs/seed.md.',
);

export type Seed = Static<typeof SeedSchema>;
export type SeedProject = Static<typeof Project>;
export type SeedEnvironment = Static<typeof Environment>;
export type SeedOAuthProvider = Static<typeof OAuthProvider>;
export type SeedUser = Static<typeof User>;

/** The text of docs/seed.schema.json. @public used by scripts/generate-docs.mjs */
export function renderSeedSchema(): string {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Selvage seed file',
    ...SeedSchema,
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
