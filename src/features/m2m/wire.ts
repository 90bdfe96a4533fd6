import { type Static, Type } from 'typebox';
import { Nullable, named, OneOf, OpenObject, withError } from '../wire-schema.ts';

export const clientStatuses = ['active', 'inactive'] as const;

/** Members that a client has in every answer (behaviour-platform 1.1). */
export const clientMembers = {
  client_id: Type.String(),
  client_name: Type.String(),
  client_description: Type.String(),
  status: OneOf(clientStatuses),
  scopes: Type.Array(Type.String()),
  client_secret_last_four: Type.String(),
  trusted_metadata: OpenObject(),
  next_client_secret_last_four: Nullable(
    Type.String({ description: 'Null outside of a rotation.' }),
  ),
};

export const M2mClient = named('M2MClient', Type.Object(clientMembers));
export type M2mClient = Static<typeof M2mClient>;

export const M2mClientWithSecret = named(
  'M2MClientWithClientSecret',
  Type.Object({
    ...clientMembers,
    client_secret: Type.String({ description: 'Shown this once.' }),
  }),
);

export const M2mClientWithNextSecret = named(
  'M2MClientWithNextClientSecret',
  Type.Object({
    ...clientMembers,
    next_client_secret: Type.String({ description: 'Shown this once.' }),
  }),
);

export const ClientParams = Type.Object({
  client_id: Type.String(),
});

/** What create and update take alike. */
export const clientArguments = {
  client_name: Type.Optional(
    withError('m2m_client_invalid_client_name', Type.String({ maxLength: 256 })),
  ),
  client_description: Type.Optional(
    withError('m2m_client_invalid_client_description', Type.String({ maxLength: 1_024 })),
  ),
  trusted_metadata: Type.Optional(
    withError('metadata_invalid_format', OpenObject({ description: 'At most 20 keys and 4 kB.' })),
  ),
};

export const Scopes = Type.Array(withError('invalid_m2m_client_scope', Type.String()), {
  description: 'The ceiling of what tokens may carry.',
});
