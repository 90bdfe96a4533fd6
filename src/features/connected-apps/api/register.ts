import { Type } from 'typebox';
import { oauth2Endpoint } from '../../oauth2/api/endpoints.ts';
import { clientWireId } from '../present-client.ts';

const optional = Type.Optional;

/** RFC 7591; the wire checks nothing, since the errors have names of their own (section 3.2.2). */
export const registerOperations = oauth2Endpoint({
  id: 'oauth2.register',
  method: 'POST',
  path: '/register',
  tag: 'OAuth 2.0',
  summary: 'Register a third party client that nobody set up, where the project allows it',
  status: 201,
  body: Type.Object({
    redirect_uris: optional(Type.Unknown({ description: 'Required. 1 to 20 URLs.' })),
    post_logout_redirect_uris: optional(Type.Unknown({ description: 'At most 20 URLs.' })),
    client_name: optional(Type.Unknown()),
    client_uri: optional(Type.Unknown()),
    logo_uri: optional(Type.Unknown()),
    grant_types: optional(Type.Unknown()),
    response_types: optional(Type.Unknown()),
    token_endpoint_auth_method: optional(
      Type.Unknown({ description: '`none`, `client_secret_post` or `client_secret_basic`.' }),
    ),
  }),
  response: {
    client_id: Type.String(),
    client_id_issued_at: Type.Integer({ description: 'Seconds since 1970.' }),
    client_secret: optional(Type.String({ description: 'Shown only now.' })),
    client_secret_expires_at: optional(Type.Integer({ description: '0: never.' })),
    client_name: Type.String(),
    client_uri: optional(Type.String()),
    logo_uri: optional(Type.String()),
    redirect_uris: Type.Array(Type.String()),
    post_logout_redirect_uris: optional(Type.Array(Type.String())),
    grant_types: Type.Array(Type.String()),
    response_types: Type.Array(Type.String()),
    token_endpoint_auth_method: Type.String(),
  },
  async handler({ services, environment, request }, { body }) {
    const { client, secret, metadata } = await services.connectedApps.register(
      environment,
      request,
      body,
    );
    return {
      client_id: clientWireId(environment.kind, client),
      client_id_issued_at: Math.floor(environment.now() / 1_000),
      ...(secret !== undefined && { client_secret: secret, client_secret_expires_at: 0 }),
      client_name: client.name,
      ...(metadata.client_uri !== '' && { client_uri: metadata.client_uri }),
      ...(client.logoUrl !== '' && { logo_uri: client.logoUrl }),
      redirect_uris: client.redirectUrls,
      ...(client.postLogoutRedirectUrls.length > 0 && {
        post_logout_redirect_uris: client.postLogoutRedirectUrls,
      }),
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: metadata.token_endpoint_auth_method,
    };
  },
});
