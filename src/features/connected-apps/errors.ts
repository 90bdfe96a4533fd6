import { defineErrors } from '../../platform/errors/catalogue.ts';

/**
 * Connected Apps and what they are given (reference/errors-and-conventions.md 3.20). The texts of
 * connected_app_supplied_redirect_url_not_found_in_client, connected_app_consent_revoked and the
 * idp_*_not_found and could_not_be_exchanged errors are known and kept to the letter. Those that
 * are about tokens reach clients of /oauth2 as `error_description`.
 */
export const connectedAppErrors = defineErrors({
  connected_app_not_found: {
    status: 404,
    message: 'The Connected App requested could not be found.',
  },
  connected_app_already_rotating_secret: {
    status: 400,
    message: 'A rotation of the secret of this Connected App is under way already.',
  },
  connected_app_not_rotating_secret: {
    status: 400,
    message: 'No rotation of the secret of this Connected App is under way.',
  },
  public_connected_apps_do_not_have_secrets: {
    status: 400,
    message: 'A public Connected App has no secret.',
  },
  invalid_connected_app_type: {
    status: 400,
    message:
      'client_type is invalid, it must be first_party, first_party_public, third_party or third_party_public.',
  },
  too_many_connected_apps: {
    status: 400,
    message: 'The project has as many Connected Apps as it may have.',
  },
  connected_app_misconfigured_client: {
    status: 400,
    message: 'The Connected App is not set up for this: it has no redirect URL.',
  },
  connected_app_invalid_redirect_url: {
    status: 400,
    message: 'A redirect URL of the Connected App is not a valid URL.',
  },
  connected_app_redirect_url_must_include_scheme: {
    status: 400,
    message: 'A redirect URL of a Connected App must include its scheme.',
  },
  connected_app_redirect_url_must_use_http_or_https_scheme: {
    status: 400,
    message: 'A redirect URL of a confidential Connected App must use http or https.',
  },
  connected_app_redirect_url_must_use_https_scheme: {
    status: 400,
    message: 'A redirect URL of a confidential Connected App must use https.',
  },
  connected_app_redirect_url_http_scheme_must_use_loopback: {
    status: 400,
    message: 'A redirect URL with http must lead to a loopback address; use https instead.',
  },
  connected_app_redirect_url_cannot_use_localhost: {
    status: 400,
    message: 'A redirect URL cannot use the name localhost here; use 127.0.0.1 or [::1] instead.',
  },
  connected_app_supplied_redirect_url_not_found_in_client: {
    status: 401,
    message: 'The redirect URL supplied in the request is not registered to the client.',
  },
  connected_app_consent_revoked: {
    status: 401,
    message:
      "The Connected App's permission has been revoked. Complete another authorization flow to re-enable access.",
  },
  third_party_clients_cannot_use_full_access: {
    status: 400,
    message: 'A third party Connected App cannot be given full access.',
  },
  third_party_clients_require_consent_for_offline_access: {
    status: 400,
    message: 'A third party Connected App cannot have offline access without consent.',
  },
  no_oauth_authorize_user_selector: {
    status: 400,
    message: 'One of user_id, session_token and session_jwt must be provided.',
  },
  dynamic_client_registration_not_enabled: {
    status: 400,
    message: 'Dynamic client registration is not enabled for this project.',
  },
  authorization_endpoint_not_configured_for_project: {
    status: 400,
    message:
      'The project does not have an authorization endpoint configured. Please set idp_authorization_url.',
  },
  // OAuth's own names (RFC 7591 section 3.2.2, RFC 8707 section 2).
  invalid_redirect_uri: { status: 400, message: 'A redirect URI is invalid.' },
  invalid_client_metadata: { status: 400, message: 'The metadata of the client is invalid.' },
  invalid_target: {
    status: 400,
    message: 'A requested resource is not one that was authorized.',
  },
  idp_auth_code_not_found: {
    status: 404,
    message: 'The authorization code could not be found.',
  },
  idp_auth_code_expired: { status: 400, message: 'The authorization code has expired.' },
  idp_access_token_not_found: { status: 404, message: 'The access token could not be found.' },
  idp_access_token_expired: { status: 401, message: 'The access token has expired.' },
  idp_access_token_could_not_be_exchanged: {
    status: 404,
    message: 'The access token could not be exchanged.',
  },
  idp_refresh_token_not_found: { status: 404, message: 'The refresh token could not be found.' },
  idp_refresh_token_expired: { status: 400, message: 'The refresh token has expired.' },
  idp_refresh_token_already_used: {
    status: 400,
    message: 'The refresh token has been used already.',
  },
  idp_invalid_access_token_expiry_minutes: {
    status: 400,
    message: 'access_token_expiry_minutes is invalid, should be between 1 and 1440 minutes.',
  },
  idp_invalid_access_token_custom_audience: {
    status: 400,
    message: 'access_token_custom_audience is invalid.',
  },
  idp_invalid_access_token_jwt_template: {
    status: 400,
    message: 'access_token_template_content is not a template of a JSON object.',
  },
  oauth_access_token_exchange_missing_full_access: {
    status: 400,
    message: 'The access token does not have the full_access scope.',
  },
  oauth_access_token_exchange_token_too_old: {
    status: 400,
    message: 'The access token was issued more than five minutes ago.',
  },
  oauth_access_token_exchange_token_invalid_grant: {
    status: 400,
    message: 'The access token does not come from a session that is still active.',
  },
});
