import { defineErrors } from '../../platform/errors/catalogue.ts';

/** Users, their factors and metadata (reference/errors-and-conventions.md 3.3 and 3.5). */
export const userErrors = defineErrors({
  user_not_found: { status: 404, message: 'User could not be found.' },
  invalid_user_id: { status: 400, message: 'user_id format is invalid.' },
  user_id_mismatch: { status: 400, message: 'The request names two different users.' },
  invalid_create_user_request: {
    status: 400,
    message:
      'A user needs at least an email address, a phone number or another way to be identified.',
  },
  duplicate_email: {
    status: 400,
    message: 'A user with the specified email already exists for this project.',
  },
  duplicate_email_for_user: { status: 400, message: 'The user already has this email.' },
  duplicate_phone_number: {
    status: 400,
    message: 'A user with the specified phone number already exists for this project.',
  },
  duplicate_phone_number_for_user: {
    status: 400,
    message: 'The user already has this phone number.',
  },
  duplicate_user_external_id: {
    status: 400,
    message: 'A user with the specified external_id already exists for this project.',
  },
  update_user_auth_method_not_allowed: {
    status: 400,
    message:
      'Update user no longer accepts phone_numbers, emails, or crypto_wallets. To add these authentication factors to an existing user, use their respective Send endpoints.',
  },
  invalid_exchange_primary_factor_fields: {
    status: 400,
    message: 'Exactly one of email_address and phone_number must be provided.',
  },
  invalid_exchange_primary_factor_user: {
    status: 400,
    message: 'The primary factor can only be exchanged for a user with exactly one factor.',
  },
  cannot_delete_email: { status: 400, message: 'The email cannot be deleted.' },
  cannot_delete_last_primary_factor: {
    status: 400,
    message: 'The last primary factor of a user cannot be deleted.',
  },
  cannot_remove_primary_auth_mechanism: {
    status: 400,
    message: 'The only way for the user to log in cannot be removed.',
  },
  email_not_found: { status: 404, message: 'Email could not be found.' },
  invalid_email: { status: 400, message: 'Email format is invalid.' },
  invalid_email_id: { status: 400, message: 'email_id format is invalid.' },
  invalid_email_domain: { status: 400, message: 'The domain of the email is not accepted.' },
  invalid_email_sandbox: { status: 400, message: 'The sandbox email cannot be used here.' },
  email_in_denylist: {
    status: 403,
    message: "The request's associated email is included in your email or email domain denylist.",
  },
  email_not_in_allowlist: {
    status: 403,
    message:
      "The request's associated email is not included in your email or email domain allowlist.",
  },
  allow_list_max_exceeded: {
    status: 400,
    message:
      'The number of user methods registered to the allow list has exceeded the maximum of 500.',
  },
  deny_list_max_exceeded: {
    status: 400,
    message:
      'The number of user methods registered to the deny list has exceeded the maximum of 500.',
  },
  email_verification_required: { status: 400, message: 'The email must be verified first.' },
  too_many_unverified_factors: {
    status: 400,
    message:
      'We were unable to create a new auth factor. This user already has too many unverified factors.',
  },
  phone_number_not_found: { status: 404, message: 'Phone number could not be found.' },
  invalid_phone_number: {
    status: 400,
    message: 'Phone number format is invalid. Ensure the phone number is in the E.164 format.',
  },
  invalid_phone_number_country_code: {
    status: 400,
    message:
      "The phone number's country code is invalid, unsupported, or disabled for this project.",
  },
  invalid_phone_number_docs: {
    status: 400,
    message: 'The phone number is a sample from the documentation. Use a real one.',
  },
  invalid_phone_number_sandbox: {
    status: 400,
    message: 'The sandbox phone number cannot be used here.',
  },
  unsubscribed_phone_number: {
    status: 400,
    message:
      "User has unsubscribed. User must resubscribe by texting 'START' before messages can be sent.",
  },
  missing_sms_parameter: { status: 400, message: 'A parameter needed to send the SMS is missing.' },
  biometric_registration_not_found: {
    status: 404,
    message: 'Biometric registration could not be found.',
  },
  invalid_biometric_registration_id: {
    status: 400,
    message: 'biometric_registration_id format is invalid.',
  },
  webauthn_registration_not_found: {
    status: 404,
    message: 'The WebAuthn registration could not be found.',
  },
  invalid_webauthn_registration_id: {
    status: 400,
    message: 'webauthn_registration_id format is invalid.',
  },
  totp_not_found: { status: 404, message: 'TOTP could not be found.' },
  invalid_totp_id: { status: 400, message: 'totp_id format is invalid.' },
  crypto_wallet_not_found: { status: 404, message: 'Crypto wallet could not be found.' },
  invalid_crypto_wallet_id: { status: 400, message: 'crypto_wallet_id format is invalid.' },
  password_not_found: { status: 404, message: 'Password could not be found.' },
  invalid_password_id: { status: 400, message: 'password_id format is invalid.' },
  oauth_user_registration_not_found: {
    status: 404,
    message: 'OAuth registration could not be found.',
  },
  invalid_oauth_user_registration_id: {
    status: 400,
    message: 'oauth_user_registration_id format is invalid.',
  },
  metadata_invalid_format: { status: 400, message: 'Metadata must be a JSON object.' },
  metadata_too_large: { status: 400, message: 'Metadata is too large, it may hold at most 4 KB.' },
  metadata_too_many_keys: {
    status: 400,
    message: 'Metadata has too many keys, it may hold at most 20 at the top level.',
  },
  cannot_update_trusted_metadata: {
    status: 401,
    message:
      'Trusted metadata cannot be updated with public credentials. Use untrusted_metadata, or update it from your backend.',
  },
});
