import { defineErrors } from '../../platform/errors/catalogue.ts';

/** Trusted auth tokens and their profiles (reference/errors-and-conventions.md 3.21). */
export const trustedTokenErrors = defineErrors({
  invalid_trusted_auth_token: { status: 400, message: 'Invalid trusted auth token' },
  trusted_token_profile_not_found: {
    status: 404,
    message: 'Trusted auth token profile could not be found.',
  },
  trusted_token_profile_invalid_request: {
    status: 400,
    message: 'The trusted auth token profile is invalid.',
  },
  trusted_token_profile_cannot_have_multiple_external_ids: {
    status: 400,
    message: 'The attribute mapping names more than one external id.',
  },
  trusted_token_profile_incorrect_external_id_mapping: {
    status: 400,
    message: 'The external id of the token does not fit the user.',
  },
  too_many_trusted_token_profiles_for_project: {
    status: 400,
    message: 'There are too many trusted auth token profiles.',
  },
  must_have_jwks_url_for_trusted_token_profile_with_type_jwk: {
    status: 400,
    message: 'A profile with keys of type JWK needs a jwks_url.',
  },
  must_have_pem_files_for_trusted_token_profile_with_type_pem: {
    status: 400,
    message: 'A profile with keys of type PEM needs a PEM file.',
  },
  too_many_pem_files_for_trusted_token_profile: {
    status: 400,
    message: 'The profile has too many PEM files.',
  },
  cannot_add_pem_file_to_non_pem_trusted_token_profile: {
    status: 400,
    message: 'Only a profile with keys of type PEM has PEM files.',
  },
  invalid_issuer: { status: 400, message: 'issuer is invalid.' },
  invalid_jwks_url: { status: 400, message: 'jwks_url is invalid.' },
  // Not in the reference by name: any type that holds `not_found` serves its clients.
  pem_file_not_found: { status: 404, message: 'PEM file could not be found.' },
});
