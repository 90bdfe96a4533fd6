import { defineErrors } from './catalogue.ts';

/**
 * Errors any operation may answer: credentials, routing, decoding, rate limits, failures.
 * Statuses and names: reference/errors-and-conventions.md 3.2 and 3.24.
 */
export const generalErrors = defineErrors({
  unauthorized_credentials: { status: 401, message: 'Unauthorized credentials.' },
  unauthorized_credentials_homepage: {
    status: 401,
    message: 'Replace the sample project ID and secret with the credentials of your own project.',
  },
  invalid_authorization_header: {
    status: 400,
    message: 'The authorization header provided with the request is invalid.',
  },
  // The first two sentences of the hosted wire text; its third points at a dashboard we do not have.
  invalid_project_id_authentication: {
    status: 400,
    message:
      'The project ID provided in the basic authentication header is invalid. Please check to make sure the format is correct and there are no trailing whitespaces.',
  },
  invalid_secret_authentication: {
    status: 400,
    message: 'The secret provided in the basic authentication header is invalid.',
  },
  unauthorized_project_id_live: { status: 401, message: 'A live project cannot be used here.' },
  unauthorized_project_id_test: { status: 401, message: 'A test project cannot be used here.' },
  wrong_stack_live: {
    status: 400,
    message: 'The credentials belong to a live project, but this address serves test projects.',
  },
  wrong_stack_test: {
    status: 400,
    message: 'The credentials belong to a test project, but this address serves live projects.',
  },
  live_id_used_in_test_environment: {
    status: 400,
    message: 'The request uses an ID of the live environment in the test environment.',
  },
  test_id_used_in_live_environment: {
    status: 400,
    message: 'The request uses an ID of the test environment in the live environment.',
  },
  invalid_b2b_endpoint: {
    status: 400,
    message:
      'The provided project_id is a Consumer project and this endpoint is only enabled for B2B projects.',
  },
  invalid_consumer_endpoint: {
    status: 400,
    message: 'This endpoint is only enabled for consumer projects.',
  },
  route_not_found: { status: 404, message: 'The route provided is not supported.' },
  method_not_allowed: { status: 405, message: 'The method used is not supported.' },
  // Ours: a documented operation that is not built yet must not look like a business error.
  endpoint_not_implemented: {
    status: 501,
    message: 'This endpoint is not implemented by this server yet.',
  },
  route_not_supported_in_test: {
    status: 400,
    message: 'This route is not supported in the test environment.',
  },
  deprecated_endpoint: { status: 400, message: 'This endpoint is no longer available.' },
  unavailable_endpoint: {
    status: 400,
    message: 'This endpoint is not available for this project.',
  },
  enterprise_endpoint: { status: 401, message: 'This endpoint is not enabled for this project.' },
  use_https: { status: 403, message: 'Please use https instead of http.' },
  organization_suspended: {
    status: 403,
    message: 'The workspace that owns this project has been suspended.',
  },
  bad_request: { status: 400, message: 'The submitted request is invalid.' },
  invalid_argument: { status: 400, message: 'An argument of the request is invalid.' },
  invalid_request_value: { status: 400, message: 'A value in the request is invalid.' },
  invalid_id: { status: 400, message: 'id format is invalid.' },
  invalid_request_id: { status: 400, message: 'request_id format is invalid.' },
  invalid_url: { status: 400, message: 'url format is invalid.' },
  forbidden_character_zero_width_space: {
    status: 400,
    message: 'The request contains a zero-width space, which is not allowed.',
  },
  unauthorized_action: { status: 401, message: 'Unauthorized action.' },
  attribute_mismatch: {
    status: 401,
    message: "Unable to authenticate because attributes on request don't match stored attributes.",
  },
  invalid_ip_address: { status: 400, message: 'ip_address format is invalid.' },
  invalid_user_agent: { status: 400, message: 'user_agent is invalid.' },
  search_timeout: {
    status: 408,
    message: 'The search took too long. Narrow the query and try again.',
  },
  search_invalid_status_filter: {
    status: 400,
    message: 'The status filter of the search is invalid.',
  },
  client_closed_request: { status: 499, message: 'Client closed request.' },
  too_many_requests: { status: 429, message: 'Too many requests have been made.' },
  too_few_tokens_authenticated: {
    status: 429,
    message: 'Too many requests without sufficient percentage of tokens authenticated.',
  },
  user_lock_limit_reached: {
    status: 429,
    message:
      'The user has been locked out due to too many failed authentication attempts. Please try again later.',
  },
  internal_server_error: {
    status: 500,
    message:
      'Something went wrong on our side. If the problem persists, contact the operator of this server.',
  },
  server_unavailable: {
    status: 503,
    message: 'Something went wrong on our side. Please retry the request.',
  },
});
