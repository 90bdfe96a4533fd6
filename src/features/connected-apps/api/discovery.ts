import { Type } from 'typebox';
import { operation } from '../../../http/operation.ts';
import { Jwk, presentKey } from '../../sessions/api/get-jwks.ts';

const optional = Type.Optional;
const list = () => Type.Array(Type.String());

const response = {
  issuer: Type.String(),
  authorization_endpoint: Type.String({
    description: "A page of the application's own, or ours in its place.",
  }),
  token_endpoint: Type.String(),
  userinfo_endpoint: Type.String(),
  introspection_endpoint: Type.String(),
  revocation_endpoint: Type.String(),
  end_session_endpoint: Type.String(),
  registration_endpoint: optional(Type.String()),
  client_id_metadata_document_supported: optional(Type.Boolean()),
  jwks_uri: Type.String(),
  scopes_supported: list(),
  response_types_supported: list(),
  response_modes_supported: list(),
  grant_types_supported: list(),
  subject_types_supported: list(),
  id_token_signing_alg_values_supported: list(),
  claims_supported: list(),
  claims_parameter_supported: Type.Boolean(),
  request_parameter_supported: Type.Boolean(),
  request_uri_parameter_supported: Type.Boolean(),
  token_endpoint_auth_methods_supported: list(),
  introspection_endpoint_auth_methods_supported: list(),
  revocation_endpoint_auth_methods_supported: list(),
  code_challenge_methods_supported: list(),
  authorization_response_iss_parameter_supported: Type.Boolean(),
};

const ProjectParams = Type.Object({ project_id: Type.String() });
/** Clients keep it a while; a changed setting is seen everywhere after this time. */
const headers = { 'cache-control': 'max-age=300' };

const shared = {
  method: 'GET',
  caller: 'public',
  protocol: 'oauth2',
  tag: 'OAuth 2.0',
  headers,
} as const;

const documents = [
  ['openid_configuration', 'openid-configuration', 'OpenID Connect Discovery'],
  ['authorization_server', 'oauth-authorization-server', 'Authorization server metadata, RFC 8414'],
] as const;

/** Reference: behaviour-platform 4.1. */
export const discoveryOperations = [
  ...documents.flatMap(([name, file, summary]) => [
    operation({
      ...shared,
      id: `oauth2.${name}`,
      path: `/v1/public/:project_id/.well-known/${file}`,
      summary,
      params: ProjectParams,
      response,
      handler: async ({ services, environment, issuer }) =>
        services.connectedApps.discover(environment, { issuer, projectInPath: true }),
    }),
    operation({
      ...shared,
      id: `oauth2.${name}.root`,
      path: `/.well-known/${file}`,
      summary: `${summary}; the project by host`,
      response,
      handler: async ({ services, environment, issuer }) =>
        services.connectedApps.discover(environment, { issuer, projectInPath: false }),
    }),
  ]),
  operation({
    ...shared,
    id: 'oauth2.jwks.root',
    path: '/.well-known/jwks.json',
    summary: 'The public keys of a project; the project by host',
    response: { keys: Type.Array(Jwk) },
    async handler({ services, environment }) {
      const keys = await services.signingKeys.published(environment);
      return { keys: keys.map(presentKey) };
    },
  }),
];
