import { defineErrors } from '../../platform/errors/catalogue.ts';

/** Sessions, session JWTs and custom claims (reference/errors-and-conventions.md 3.6 and 3.7). */
export const sessionErrors = defineErrors({
  session_not_found: { status: 404, message: 'Session could not be found.' },
  invalid_session_token: { status: 400, message: 'Session token format is invalid.' },
  invalid_session_token_docs: {
    status: 400,
    message: 'The session token is a sample from the documentation. Use a real one.',
  },
  invalid_session_id: { status: 400, message: 'session_id format is invalid.' },
  no_session_arguments: {
    status: 400,
    message: 'One of session_token and session_jwt must be provided.',
  },
  too_many_session_arguments: {
    status: 400,
    message: 'Only one of session_token and session_jwt may be provided.',
  },
  no_session_revoke_arguments: {
    status: 400,
    message: 'One of session_id, session_token and session_jwt must be provided.',
  },
  too_many_session_revoke_arguments: {
    status: 400,
    message: 'Only one of session_id, session_token and session_jwt may be provided.',
  },
  no_user_selection_arguments: {
    status: 400,
    message: 'One of user_id, session_token and session_jwt must be provided.',
  },
  too_many_user_selection_arguments: {
    status: 400,
    message: 'Only one of user_id, session_token and session_jwt may be provided.',
  },
  invalid_session_duration_minutes: {
    status: 400,
    message: 'session_duration_minutes is invalid, should be between 5 to 527040 minutes.',
  },
  invalid_session_duration: {
    status: 400,
    message: 'The session duration exceeds the maximum session duration allowed for this project.',
  },
  invalid_session_fields: {
    status: 400,
    message: 'The session fields of the request do not fit together.',
  },
  invalid_session_management: {
    status: 400,
    message: 'The session options of the request are not allowed.',
  },
  invalid_session_missing_primary_factor: {
    status: 400,
    message: 'The session would have no primary factor.',
  },
  unable_to_parse_session_jwt: { status: 400, message: 'Session JWT format is invalid.' },
  jwt_invalid_audience: { status: 401, message: 'The audience of the JWT is invalid.' },
  jwt_invalid_issuer: { status: 401, message: 'The issuer of the JWT is invalid.' },
  jwt_invalid_claims: { status: 401, message: 'The claims of the JWT are invalid.' },
  session_not_mutable: { status: 400, message: 'This session cannot be extended or changed.' },
  session_must_have_at_least_one_active_factor: {
    status: 400,
    message: 'A session must keep at least one active factor.',
  },
  session_enforced_factor_matching_session_required: {
    status: 401,
    message: 'This call needs the session that the factor belongs to.',
  },
  session_on_code_does_not_match_session_passed_in: {
    status: 400,
    message: 'The session in the request is not the one this code was sent for.',
  },
  no_associated_session_passed_in: {
    status: 400,
    message: 'This code was sent for a session, which must be provided to authenticate it.',
  },
  incompatible_session_type: { status: 400, message: 'This kind of session cannot be used here.' },
  user_unauthenticated: {
    status: 401,
    message: 'The user must have an active session to call this method.',
  },
  insufficient_factors: {
    status: 401,
    message: 'The user must be logged in with several categories of factors to call this method.',
  },
  stale_factors: {
    status: 401,
    message:
      'The user must have authenticated within the last hour to call this method. Please log in again and retry.',
  },
  weak_factor_combination: {
    status: 401,
    message:
      'The factors of the session are of one category. Please log in with another kind of factor and retry.',
  },
  insufficient_factors_for_session_exchange: {
    status: 401,
    message: 'The session does not have the factors needed to exchange it.',
  },
  migrate_from_external_email_does_not_exist: {
    status: 400,
    message: 'The external session belongs to an email that no user has.',
  },
  migrate_from_external_missing_userinfo: {
    status: 400,
    message: 'No UserInfo URL is configured for this project.',
  },
  migrate_from_external_unexpected_response: {
    status: 400,
    message: 'The UserInfo endpoint gave an unexpected response.',
  },
  custom_claims_too_large: {
    status: 400,
    message: 'session_custom_claims are too large, they may hold at most 4 KB.',
  },
  reserved_claims_in_custom_claims: {
    status: 400,
    message: 'session_custom_claims cannot contain a reserved claim.',
  },
  stytch_claims_in_custom_claims: {
    status: 400,
    message: 'session_custom_claims cannot contain a claim in the namespace of this API.',
  },
  unable_to_represent_custom_claims_json: {
    status: 400,
    message: 'session_custom_claims cannot be represented as JSON.',
  },
});
