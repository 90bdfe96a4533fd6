import { defineErrors } from '../../platform/errors/catalogue.ts';

/** M2M clients (errors-and-conventions 3.19). Their tokens answer OAuth's own errors. */
export const m2mErrors = defineErrors({
  m2m_client_not_found: { status: 404, message: 'M2M client could not be found.' },
  duplicate_m2m_client_id: {
    status: 400,
    message: 'An M2M client with this client_id already exists.',
  },
  m2m_client_invalid_client_id: {
    status: 400,
    message:
      'client_id format is invalid: 1 to 128 letters, digits and . _ - | are allowed, and no prefix of another kind of id.',
  },
  m2m_client_invalid_client_name: {
    status: 400,
    message: 'client_name is invalid, at most 256 characters are allowed.',
  },
  m2m_client_invalid_client_description: {
    status: 400,
    message: 'client_description is invalid, at most 1024 characters are allowed.',
  },
  m2m_client_invalid_client_secret: {
    status: 400,
    message: 'client_secret is invalid: at least 8 printable ASCII characters are needed.',
  },
  insecure_m2m_client_secret: {
    status: 400,
    message: 'client_secret is too easy to guess. Leave it out to have one generated.',
  },
  client_secret_too_long: {
    status: 400,
    message: 'client_secret is too long, at most 72 characters are allowed.',
  },
  invalid_m2m_client_scope: {
    status: 400,
    message:
      'A scope is invalid: 1 to 255 printable ASCII characters without spaces, quotes and backslashes are allowed.',
  },
  too_many_m2m_client_scopes: {
    status: 400,
    message: 'The client has too many scopes, at most 100 are allowed.',
  },
  invalid_m2m_client_status: {
    status: 400,
    message: 'status is invalid, should be active or inactive.',
  },
  m2m_client_already_rotating_secret: {
    status: 400,
    message: 'The secret of the M2M client is being rotated already.',
  },
  m2m_client_not_rotating_secret: {
    status: 400,
    message: 'The secret of the M2M client is not being rotated.',
  },
  m2m_search_filter_name_not_recognized: {
    status: 400,
    message: 'The filter_name of a search operand was not recognized.',
  },
  m2m_search_filter_name_must_be_string: {
    status: 400,
    message: 'The filter_name of a search operand must be a string.',
  },
  m2m_search_missing_filter_name: { status: 400, message: 'A search operand has no filter_name.' },
  m2m_search_missing_filter_value: {
    status: 400,
    message: 'A search operand has no filter_value.',
  },
  m2m_search_expected_array_of_strings: {
    status: 400,
    message: 'The filter_value must be an array of strings.',
  },
});
