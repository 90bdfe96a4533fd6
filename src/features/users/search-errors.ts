import { defineErrors } from '../../platform/errors/catalogue.ts';

/** User search (reference/errors-and-conventions.md 3.4). */
export const userSearchErrors = defineErrors({
  user_search_invalid_cursor: { status: 400, message: 'cursor is invalid.' },
  user_search_invalid_limit: {
    status: 400,
    message: 'limit is invalid, should be between 1 and 1000.',
  },
  user_search_invalid_operator: {
    status: 400,
    message: 'operator is invalid, should be AND or OR.',
  },
  user_search_missing_filter_name: { status: 400, message: 'A search operand has no filter_name.' },
  user_search_missing_filter_value: {
    status: 400,
    message: 'A search operand has no filter_value.',
  },
  user_search_filter_name_must_be_string: {
    status: 400,
    message: 'The filter_name of a search operand must be a string.',
  },
  user_search_filter_name_not_recognized: {
    status: 400,
    message: 'The filter_name of a search operand was not recognized.',
  },
  user_search_expected_array_of_string: {
    status: 400,
    message: 'The filter_value must be an array of strings.',
  },
  user_search_expected_bool: { status: 400, message: 'The filter_value must be a boolean.' },
  user_search_expected_object: { status: 400, message: 'The filter_value must be an object.' },
  user_search_expected_string: { status: 400, message: 'The filter_value must be a string.' },
  user_search_expected_timestamp: {
    status: 400,
    message: 'The filter_value must be an RFC 3339 timestamp.',
  },
  user_search_invalid_status_filter: {
    status: 400,
    message: 'The status filter is invalid, should be active or pending.',
  },
  user_search_invalid_oauth_provider_filter: {
    status: 400,
    message: 'The oauth_provider filter names an unknown provider.',
  },
  user_search_maximum_filter_value_count_exceeded: {
    status: 400,
    message: 'The filter_value holds too many values.',
  },
  user_search_cannot_mix_internal_and_external_user_ids: {
    status: 400,
    message: 'The user_id filter cannot mix user IDs with external IDs.',
  },
  user_search_email_address_fuzzy_too_short: {
    status: 400,
    message: 'The email_address_fuzzy filter must have at least 3 characters.',
  },
  user_search_full_name_fuzzy_too_short: {
    status: 400,
    message: 'The full_name_fuzzy filter must have at least 3 characters.',
  },
  user_search_phone_number_fuzzy_too_short: {
    status: 400,
    message: 'The phone_number_fuzzy filter must have at least 3 characters.',
  },
  user_search_missing_created_at_greater_than: {
    status: 400,
    message: 'The created_at_greater_than filter has no value.',
  },
  user_search_missing_created_at_less_than: {
    status: 400,
    message: 'The created_at_less_than filter has no value.',
  },
  user_search_missing_greater_than: {
    status: 400,
    message: 'The created_at_between filter has no greater_than.',
  },
  user_search_missing_less_than: {
    status: 400,
    message: 'The created_at_between filter has no less_than.',
  },
  user_search_missing_status: { status: 400, message: 'The status filter has no value.' },
  user_search_missing_user_ids: { status: 400, message: 'The user_id filter has no value.' },
  user_search_missing_email_addresses: {
    status: 400,
    message: 'The email_address filter has no value.',
  },
  user_search_missing_email_address_fuzzy: {
    status: 400,
    message: 'The email_address_fuzzy filter has no value.',
  },
  user_search_missing_email_domain: {
    status: 400,
    message: 'The email domain filter has no value.',
  },
  user_search_missing_email_ids: { status: 400, message: 'The email_id filter has no value.' },
  user_search_missing_email_verified: {
    status: 400,
    message: 'The email_verified filter has no value.',
  },
  user_search_missing_full_name_fuzzy: {
    status: 400,
    message: 'The full_name_fuzzy filter has no value.',
  },
  user_search_missing_phone_numbers: {
    status: 400,
    message: 'The phone_number filter has no value.',
  },
  user_search_missing_phone_number_fuzzy: {
    status: 400,
    message: 'The phone_number_fuzzy filter has no value.',
  },
  user_search_missing_phone_ids: { status: 400, message: 'The phone_id filter has no value.' },
  user_search_missing_phone_verified: {
    status: 400,
    message: 'The phone_verified filter has no value.',
  },
  user_search_missing_oauth_providers: {
    status: 400,
    message: 'The oauth_provider filter has no value.',
  },
  user_search_missing_password: {
    status: 400,
    message: 'The password_exists filter has no value.',
  },
  user_search_missing_totp_ids: { status: 400, message: 'The totp_id filter has no value.' },
  user_search_missing_totp_verified: {
    status: 400,
    message: 'The totp_verified filter has no value.',
  },
  user_search_missing_webauthn_registration_ids: {
    status: 400,
    message: 'The webauthn_registration_id filter has no value.',
  },
  user_search_missing_webauthn_verified: {
    status: 400,
    message: 'The webauthn_registration_verified filter has no value.',
  },
  user_search_missing_biometric_registration_ids: {
    status: 400,
    message: 'The biometric_registration_id filter has no value.',
  },
  user_search_missing_biometric_verified: {
    status: 400,
    message: 'The biometric_registration_verified filter has no value.',
  },
  user_search_missing_crypto_wallet_id: {
    status: 400,
    message: 'The crypto_wallet_id filter has no value.',
  },
  user_search_missing_crypto_wallet_address: {
    status: 400,
    message: 'The crypto_wallet_address filter has no value.',
  },
  user_search_missing_crypto_wallet_verified: {
    status: 400,
    message: 'The crypto_wallet_verified filter has no value.',
  },
});
