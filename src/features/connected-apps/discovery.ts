import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { authorizePageUrl, hasOwnPage, logoutPageUrl } from './page-address.ts';
import type { Scopes } from './scopes.ts';

/** Where the endpoints of an address are, and the issuer that it stands for. */
export interface DiscoveryAddress {
  issuer: string;
  /** True behind `/v1/public/<project id>`, false on a host of the project. */
  projectInPath: boolean;
}

export type Discover = (environment: Environment, address: DiscoveryAddress) => DiscoveryDocument;

type DiscoveryDocument = ReturnType<typeof document>;

/** Of ID tokens and userinfo. */
const CLAIMS = [
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'nbf', 'auth_time', 'nonce'],
  ...['name', 'given_name', 'middle_name', 'family_name', 'picture', 'locale'],
  ...['email', 'email_verified', 'phone_number', 'phone_number_verified'],
];

function document(
  environment: Environment,
  { issuer, projectInPath }: DiscoveryAddress,
  publicUrl: string,
  scopes: Scopes,
) {
  const { settings, projectId } = environment;
  const own = hasOwnPage(environment);
  if (!own && settings.idp_authorization_url === '') {
    throw apiError('authorization_endpoint_not_configured_for_project');
  }
  const host = projectInPath ? publicUrl : issuer;
  const base = projectInPath ? `${publicUrl}/v1/public/${projectId}` : `${issuer}/v1`;
  const endpoint = (name: string): string => `${base}/oauth2/${name}`;
  const authMethods = ['client_secret_basic', 'client_secret_post', 'none'];
  return {
    issuer,
    // The application's page that logs users in and asks for consent, or ours in its place.
    authorization_endpoint: own
      ? authorizePageUrl(host, environment)
      : settings.idp_authorization_url,
    token_endpoint: endpoint('token'),
    userinfo_endpoint: endpoint('userinfo'),
    introspection_endpoint: endpoint('introspect'),
    revocation_endpoint: endpoint('revoke'),
    // The application's page ends sessions too, asked with post_logout_redirect_uri.
    end_session_endpoint: own ? logoutPageUrl(host, environment) : settings.idp_authorization_url,
    jwks_uri: projectInPath
      ? `${publicUrl}/v1/sessions/jwks/${projectId}`
      : `${issuer}/.well-known/jwks.json`,
    ...(settings.idp_dynamic_client_registration_enabled && {
      registration_endpoint: endpoint('register'),
    }),
    ...(settings.client_id_metadata_documents_enabled && {
      client_id_metadata_document_supported: true,
    }),
    scopes_supported: scopes.supported(environment),
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    claims_supported: CLAIMS,
    // Left out, the last of these would mean true (OpenID Connect Discovery section 3).
    claims_parameter_supported: false,
    request_parameter_supported: false,
    request_uri_parameter_supported: false,
    token_endpoint_auth_methods_supported: authMethods,
    introspection_endpoint_auth_methods_supported: authMethods,
    revocation_endpoint_auth_methods_supported: authMethods,
    code_challenge_methods_supported: ['S256'],
    // RFC 9207, and only where the issuer is a URL: `stytch.com/...` is no issuer of a strict client.
    authorization_response_iss_parameter_supported: !projectInPath,
  };
}

/** What OpenID Connect Discovery and RFC 8414 tell clients; one document serves both. */
export const createDiscovery =
  (publicUrl: string, scopes: Scopes): Discover =>
  (environment, address) =>
    document(environment, address, publicUrl, scopes);
