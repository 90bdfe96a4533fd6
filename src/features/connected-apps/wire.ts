import { type Static, Type } from 'typebox';
import { named, OneOf, withError, withTypeError } from '../wire-schema.ts';
import { clientTypes } from './client-record.ts';

/** Connected App objects, defined once for every operation (behaviour-platform 2). */

const optional = Type.Optional;

export const ClientTypeArgument = () =>
  withTypeError(
    'invalid_connected_app_type',
    withError('invalid_connected_app_type', OneOf(clientTypes)),
  );

/** What can be said of a client when it is made, and changed later. */
export const clientFields = {
  client_name: optional(Type.String()),
  client_description: optional(Type.String()),
  redirect_urls: optional(
    Type.Array(Type.String(), { description: 'Where codes may be sent to; compared exactly.' }),
  ),
  full_access_allowed: optional(
    Type.Boolean({ description: 'First party only: its access tokens can become a session.' }),
  ),
  access_token_expiry_minutes: optional(
    withError(
      'idp_invalid_access_token_expiry_minutes',
      Type.Integer({ minimum: 1, maximum: 1440, default: 60 }),
    ),
  ),
  access_token_custom_audience: optional(
    Type.String({ description: 'Added to `aud`; empty for none.' }),
  ),
  access_token_template_content: optional(
    Type.String({ description: 'Template of custom claims; empty for none.' }),
  ),
  id_token_template_content: optional(
    Type.String({ description: 'Template of custom claims of ID tokens; empty for none.' }),
  ),
  post_logout_redirect_urls: optional(Type.Array(Type.String())),
  logo_url: optional(Type.String()),
  bypass_consent_for_offline_access: optional(
    Type.Boolean({ description: 'First party only: offline_access needs no consent.' }),
  ),
};

const common = {
  client_id: Type.String(),
  client_name: Type.String(),
  client_description: Type.String(),
  status: Type.String({ description: 'Always `active`.' }),
  full_access_allowed: Type.Boolean(),
  client_type: Type.String(),
  redirect_urls: Type.Array(Type.String()),
  access_token_expiry_minutes: Type.Integer(),
  access_token_template_content: Type.String(),
  // Not in the API reference, but the newest SDKs demand it.
  id_token_template_content: Type.String(),
  post_logout_redirect_urls: Type.Array(Type.String()),
  bypass_consent_for_offline_access: Type.Boolean(),
  access_token_custom_audience: optional(Type.String()),
  logo_url: optional(Type.String()),
  client_id_metadata_url: optional(Type.String()),
};

const lastFour = () => optional(Type.String({ description: 'Absent where there is no secret.' }));

export const ConnectedApp = named(
  'ConnectedApp',
  Type.Object({
    ...common,
    creation_method: Type.String(),
    client_secret_last_four: lastFour(),
    next_client_secret_last_four: lastFour(),
  }),
);

export const ConnectedAppWithClientSecret = named(
  'ConnectedAppWithClientSecret',
  Type.Object({
    ...common,
    client_secret: optional(
      Type.String({ description: 'Shown only now; absent for public clients.' }),
    ),
    client_secret_last_four: lastFour(),
    next_client_secret_last_four: lastFour(),
  }),
);

export const ConnectedAppWithNextClientSecret = named(
  'ConnectedAppWithNextClientSecret',
  Type.Object({
    ...common,
    client_secret_last_four: Type.String(),
    next_client_secret: Type.String({ description: 'Shown only now.' }),
    next_client_secret_last_four: lastFour(),
  }),
);

/** What a consent page may show of the client. */
export const ConnectedAppPublic = named(
  'ConnectedAppPublic',
  Type.Object({
    client_id: Type.String(),
    client_name: Type.String(),
    client_description: Type.String(),
    client_type: Type.String(),
    logo_url: optional(Type.String()),
  }),
);

export const clientParams = Type.Object({ client_id: Type.String() });

export type ConnectedApp = Static<typeof ConnectedApp>;
export type ConnectedAppPublic = Static<typeof ConnectedAppPublic>;
