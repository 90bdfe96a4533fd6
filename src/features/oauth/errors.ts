import { defineErrors } from '../../platform/errors/catalogue.ts';

/**
 * OAuth logins (reference/errors-and-conventions.md 3.16). Those of the start and the callback are
 * read in a browser by whoever wanted to log in. SDKs translate the texts of some.
 */
export const oauthErrors = defineErrors({
  oauth_token_not_found: {
    status: 400,
    message: 'The OAuth token could not be found. It may have been used already.',
  },
  expired_oauth_response: {
    status: 401,
    message: 'The OAuth login took too long. Please start it again.',
  },
  invalid_oauth_attach_token: {
    status: 400,
    message: 'oauth_attach_token is invalid: unknown, used, expired or of another provider.',
  },
  apple_oauth_config_not_found: { status: 400, message: 'The Apple OAuth config was not found.' },
  default_provider_not_allowed: {
    status: 404,
    message: 'This feature needs an OAuth config of your own for the provider.',
  },
  missing_apple_app_id: { status: 400, message: 'No Apple app ID is configured.' },
  no_match_for_provided_oauth_url: {
    status: 400,
    message:
      'The oauth redirect url in the request did not match any redirect URLs set for this project.',
  },
  invalid_login_oauth_url: { status: 400, message: 'login_redirect_url format is invalid.' },
  invalid_signup_oauth_url: { status: 400, message: 'signup_redirect_url format is invalid.' },
  oauth_creating_redirect_url_error: {
    status: 500,
    message: 'The address of the OAuth provider could not be determined. Please try again.',
  },
  oauth_invalid_scope_requested: {
    status: 400,
    message: 'A scope that was asked for is malformed or is not granted.',
  },
  oauth_invalid_state: { status: 400, message: 'The state of the OAuth callback is invalid.' },
  oauth_state_mismatch: {
    status: 400,
    message:
      "The state in the cookie doesn't match with the state in the query parameter. Please retry your login flow. If you continue receiving this error, reach out to the application developer for support.",
  },
  oauth_state_used: {
    status: 400,
    message: 'The state of the OAuth callback was used already. Please start the login again.',
  },
  oauth_invalid_callback_request: {
    status: 400,
    message:
      'The OAuth callback request is invalid. Please reach out to the application developer for support.',
  },
  oauth_flow_callback_error: {
    status: 400,
    message: 'An error was encountered in the callback of the OAuth flow. Please try again.',
  },
  oauth_auth_code_error: {
    status: 400,
    message: 'An error was encountered when exchanging the OAuth auth code. Please try again.',
  },
  oauth_token_exchange_invalid_client: {
    status: 400,
    message: 'The OAuth provider does not accept the client ID and secret.',
  },
  oauth_token_exchange_invalid_request: {
    status: 400,
    message: 'The OAuth provider finds the token request invalid.',
  },
  oauth_token_exchange_invalid_scope: {
    status: 400,
    message: 'The OAuth provider finds the requested scope invalid.',
  },
  oauth_token_exchange_unauthorized_client: {
    status: 400,
    message: 'The OAuth provider does not allow this client to log users in.',
  },
  oauth_token_exchange_google_missing_information: {
    status: 400,
    message: 'The answer of Google is incomplete.',
  },
  oauth_token_exchange_microsoft_expired_secret: {
    status: 400,
    message: 'The secret of the Microsoft app has expired.',
  },
  oauth_token_exchange_microsoft_invalid_secret: {
    status: 400,
    message: 'The secret of the Microsoft app is wrong.',
  },
  oauth_app_not_authorized: {
    status: 401,
    message: 'The app is not authorized at the OAuth provider.',
  },
  oauth_unverified_email: {
    status: 400,
    message: 'The OAuth provider has not verified the email address.',
  },
  unable_to_authorize_oauth_provider: {
    status: 401,
    message:
      'Unable to authorize request to this OAuth provider. Please check the client ID and secret of your OAuth configuration.',
  },
  unable_to_refresh_oauth_token: {
    status: 401,
    message: 'The OAuth provider does not refresh the token.',
  },
  missing_oauth_refresh_token: { status: 400, message: 'There is no refresh token.' },
  invalid_google_hosted_domain_error: {
    status: 400,
    message: 'The hosted domain of the Google account is not allowed.',
  },
  invalid_microsoft_user_principal_name: {
    status: 400,
    message: 'The user principal name of the Microsoft account is no email address.',
  },
  id_token_invalid: { status: 401, message: 'The ID token is invalid.' },
  id_token_expired: { status: 401, message: 'The ID token has expired.' },
  id_token_incorrect_audience: {
    status: 401,
    message: 'The audience of the ID token is not a client ID of this project.',
  },
  id_token_nonce_invalid: {
    status: 401,
    message: 'The provided nonce does not match the nonce in the ID token.',
  },
  twitter_401: { status: 401, message: 'Twitter responded with a 401 Unauthorized error.' },
  twitter_403: { status: 403, message: 'Twitter responded with a 403 Forbidden error.' },
});
