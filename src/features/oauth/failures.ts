import type { ApiError } from '../../platform/errors/api-error.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import { ProviderFailure, type ProviderFailureDetail } from './provider-client.ts';

/** Of the details with an entry of their own, those that a redirect flow can meet. */
const byDetail: Partial<Record<ProviderFailureDetail, ErrorType>> = {
  microsoft_expired_secret: 'oauth_token_exchange_microsoft_expired_secret',
  microsoft_invalid_secret: 'oauth_token_exchange_microsoft_invalid_secret',
  google_missing_information: 'oauth_token_exchange_google_missing_information',
  twitter_401: 'twitter_401',
  twitter_403: 'twitter_403',
};

/** Error codes of RFC 6749 section 5.2, at the token endpoint. */
const byTokenCode: Record<string, ErrorType> = {
  invalid_client: 'oauth_token_exchange_invalid_client',
  invalid_request: 'oauth_token_exchange_invalid_request',
  invalid_scope: 'oauth_token_exchange_invalid_scope',
  unauthorized_client: 'oauth_token_exchange_unauthorized_client',
};

/** The same of section 4.1.2.1, in the redirect back. */
const byCallbackCode: Record<string, ErrorType> = {
  invalid_scope: 'oauth_invalid_scope_requested',
  unauthorized_client: 'oauth_app_not_authorized',
};

function typeOf({ kind, stage, detail, code = '', provider }: ProviderFailure): ErrorType {
  if (kind === 'not_configured') {
    return provider === 'apple' ? 'apple_oauth_config_not_found' : 'oauth_config_not_found';
  }
  const detailed = detail && byDetail[detail];
  if (detailed) return detailed;
  if (stage === 'callback') return byCallbackCode[code] ?? 'oauth_flow_callback_error';
  if (stage === 'token') return byTokenCode[code] ?? 'oauth_auth_code_error';
  return kind === 'invalid_token' ? 'oauth_auth_code_error' : 'oauth_flow_callback_error';
}

/** The catalogue error of what a provider client threw; anything else is no business of ours. */
export function refusalOf(error: unknown): ApiError {
  if (!(error instanceof ProviderFailure)) throw error;
  const { code, description } = error;
  // What the provider said goes back: a cancelled login must be told from a broken one.
  const details = code === undefined ? undefined : { oauth_error: code, description };
  return apiError(typeOf(error), { cause: error, ...(details && { details }) });
}

/** The same where the browser has not even been sent to the provider. */
export function startRefusalOf(error: unknown): ApiError {
  if (!(error instanceof ProviderFailure)) throw error;
  return error.kind === 'not_configured'
    ? refusalOf(error)
    : apiError('oauth_creating_redirect_url_error', { cause: error });
}
