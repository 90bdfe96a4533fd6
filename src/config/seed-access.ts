import { Type } from 'typebox';
import { clientStatuses } from '../features/m2m/wire.ts';
import { publicKeyTypes } from '../features/trusted-tokens/wire.ts';
import { OneOf, OpenObject } from '../features/wire-schema.ts';
import { closed, idOf, text } from './seed-parts.ts';

/** Parts of an environment in the seed file that say who gets tokens, and what is in them. */

const JwtTemplate = closed(
  {
    template_content: text(
      'A JSON object with `{{ variables }}`, in quotes. See docs/jwt-templates.md.',
    ),
    custom_audience: Type.Optional(
      Type.String({ description: 'Beside the project_id. Default: none.' }),
    ),
  },
  'Claims of your own.',
);

export const JwtTemplates = closed(
  {
    SESSION: Type.Optional(JwtTemplate),
    M2M: Type.Optional(JwtTemplate),
  },
  'Claims of session JWTs and of M2M tokens. One that is not there keeps its content.',
);

export const M2mClient = closed(
  {
    client_id: text('Any id that the API takes, m2m-client-test-<uuid> or one of another server.'),
    client_secret: Type.Optional(
      text(
        'In clear text, for TEST environments only. Counts when the client is made; without it the first secret is one that nobody knows, until a rotation gives another.',
      ),
    ),
    client_name: Type.Optional(Type.String({ maxLength: 256, description: 'Default: empty.' })),
    client_description: Type.Optional(
      Type.String({ maxLength: 1_024, description: 'Default: empty.' }),
    ),
    status: Type.Optional(OneOf(clientStatuses, { description: 'Default: active.' })),
    scopes: Type.Array(text('A scope.'), { description: 'The ceiling of what tokens may carry.' }),
    trusted_metadata: Type.Optional(OpenObject({ description: 'Default: empty.' })),
  },
  'An M2M client; what is left out of one that is there stays. See docs/m2m.md.',
);

export const TrustedTokenProfile = closed(
  {
    profile_id: Type.Optional(
      idOf('trusted-token-profile', 'Default: made from the slugs and the name.'),
    ),
    name: text('Of the other system.'),
    issuer: text('`iss` of its tokens.'),
    audience: text('What `aud` of its tokens must hold.'),
    public_key_type: Type.Optional(
      OneOf(publicKeyTypes, { description: 'Default: PEM where there are pem_files, else JWK.' }),
    ),
    jwks_url: Type.Optional(Type.String({ description: 'Of its key set, for keys of type JWK.' })),
    pem_files: Type.Optional(Type.Array(text('A public key, for keys of type PEM.'))),
    attribute_mapping: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        type: 'object',
        additionalProperties: { type: 'string' },
        description: 'From email, token_id, external_user_id and role_ids to claims of the token.',
      }),
    ),
    can_jit_provision: Type.Optional(
      Type.Boolean({ description: 'Whether a token makes a user it names. Default: false.' }),
    ),
  },
  'Another system whose tokens log in. See docs/trusted-tokens.md.',
);
