import { defineErrors } from '../../platform/errors/catalogue.ts';

/** Redirect URLs (reference/errors-and-conventions.md 3.18). */
export const redirectUrlErrors = defineErrors({
  no_login_redirect_url: {
    status: 400,
    message: 'No login redirect URL was provided and no default is set for this project.',
  },
  no_signup_redirect_url: {
    status: 400,
    message: 'No signup redirect URL was provided and no default is set for this project.',
  },
  no_invite_redirect_url: {
    status: 400,
    message: 'No invite redirect URL was provided and no default is set for this project.',
  },
  no_default_login_redirect_url_set: {
    status: 400,
    message: 'No default login redirect URL is set for this project.',
  },
  no_default_signup_redirect_url_set: {
    status: 400,
    message: 'No default signup redirect URL is set for this project.',
  },
  no_default_invite_redirect_url_set: {
    status: 400,
    message: 'No default invite redirect URL is set for this project.',
  },
  // The text of the official SDK fixture, which has no full stop; its siblings follow it.
  no_login_redirect_urls_set: {
    status: 404,
    message: 'No Login redirect URLs are set for this project',
  },
  no_signup_redirect_urls_set: {
    status: 404,
    message: 'No Signup redirect URLs are set for this project',
  },
  no_invite_redirect_urls_set: {
    status: 404,
    message: 'No Invite redirect URLs are set for this project',
  },
  invalid_login_redirect_url: {
    status: 400,
    message: 'login_redirect_url is invalid or not registered for this project.',
  },
  invalid_signup_redirect_url: {
    status: 400,
    message: 'signup_redirect_url is invalid or not registered for this project.',
  },
  invalid_invite_redirect_url: {
    status: 400,
    message: 'invite_redirect_url is invalid or not registered for this project.',
  },
  query_params_do_not_match: {
    status: 400,
    message: 'The query parameters of the URL do not match those of the registered redirect URL.',
  },
  invalid_default_url: { status: 400, message: 'The default redirect URL is invalid.' },
  invalid_redirect_url_type: { status: 400, message: 'The redirect URL type is invalid.' },
  duplicate_redirect_url: { status: 400, message: 'The redirect URL is already registered.' },
  redirect_url_not_found: { status: 404, message: 'Redirect URL could not be found.' },
  redirect_url_must_use_https: { status: 400, message: 'The redirect URL must use https.' },
  redirect_url_cannot_use_protocol: {
    status: 400,
    message: 'The protocol of the redirect URL is not allowed.',
  },
  no_wildcards_in_live_redirect_url: {
    status: 400,
    message: 'A redirect URL of a live environment cannot contain a wildcard.',
  },
  redirect_url_with_wildcard_cannot_be_default: {
    status: 400,
    message: 'A redirect URL with a wildcard cannot be a default.',
  },
  redirect_url_with_query_param_placeholder_cannot_be_default: {
    status: 400,
    message: 'A redirect URL with a query parameter placeholder cannot be a default.',
  },
  // From 3.25; the limit is that of the hosted service (reference/management-and-dashboard.md 1.6).
  too_many_redirect_urls: {
    status: 400,
    message: 'There are too many redirect URLs, the maximum is 100.',
  },
});
