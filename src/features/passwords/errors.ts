import { defineErrors } from '../../platform/errors/catalogue.ts';

/**
 * Passwords (reference/errors-and-conventions.md 3.11). The texts of weak_password,
 * breached_password, reset_password, no_user_password, session_too_old_to_reset_password and
 * argon_2_key_length_mismatch are known from the wire or from SDK fixtures and kept to the letter.
 */
export const passwordErrors = defineErrors({
  weak_password: { status: 400, message: "password doesn't meet our strength requirements." },
  breached_password: { status: 400, message: 'password appears in a list of breached passwords.' },
  reset_password: { status: 400, message: 'user must reset their password' },
  no_user_password: { status: 400, message: "user doesn't have an associated password." },
  password_already_exists: { status: 400, message: 'The user already has a password.' },
  password_does_not_match: { status: 400, message: 'The existing password is not correct.' },
  cannot_reset_password_with_existing_password: {
    status: 400,
    message: 'This password can only be reset by email or by a session, not by itself.',
  },
  session_too_old_to_reset_password: {
    status: 400,
    message:
      'The provided session cannot be used to reset a password. It does not have an authentication_factor that was authenticated within the last 5 minutes. Please prompt the user to authenticate again before retrying the endpoint.',
  },
  unable_to_auth_password_reset_token: {
    status: 401,
    message: 'The password reset token was either already used or has expired.',
  },
  password_validation_timeout: {
    status: 400,
    message: 'Checking the password took too long. Please try again.',
  },
  passwords_incompatible_with_sdk_config: {
    status: 400,
    message: 'Passwords are switched on and off inconsistently in the SDK configuration.',
  },
  invalid_password_reset_redirect_url: {
    status: 400,
    message: 'reset_password_redirect_url is malformed or not registered for password resets.',
  },
  no_password_reset_redirect_url: {
    status: 400,
    message:
      'No reset_password_redirect_url was passed and the project has no default one for password resets.',
  },
  invalid_password_strength_luds_length: {
    status: 400,
    message: 'The minimum password length must be between 8 and 32 characters.',
  },
  invalid_password_strength_luds_complexity: {
    status: 400,
    message: 'The minimum password complexity must be between 1 and 4.',
  },
  invalid_hash: { status: 400, message: 'hash is missing or cannot be read.' },
  invalid_hash_type: {
    status: 400,
    message:
      'hash_type must be bcrypt, md_5, argon_2i, argon_2id, sha_1, sha_512, scrypt, phpass or pbkdf_2.',
  },
  invalid_bcrypt_hash: {
    status: 400,
    message: 'hash is not a bcrypt string of the form $2a$, $2b$ or $2y$.',
  },
  invalid_bcrypt_cost: { status: 400, message: 'The cost of the bcrypt hash is out of range.' },
  invalid_md_5_hash: { status: 400, message: 'An MD-5 hash must be 32 hexadecimal digits.' },
  invalid_sha_1_hash: { status: 400, message: 'A SHA-1 hash must be 40 hexadecimal digits.' },
  invalid_sha_512_hash: { status: 400, message: 'A SHA-512 hash must be 128 hexadecimal digits.' },
  invalid_phpass_hash_format: { status: 400, message: 'hash is not a portable phpass string.' },
  invalid_phpass_hash_prefix: { status: 400, message: 'A phpass hash must begin with $P$ or $H$.' },
  invalid_argon_2_salt: {
    status: 400,
    message: 'The Argon2 salt is missing, malformed, too short or too long.',
  },
  invalid_argon_2_iteration_amount: {
    status: 400,
    message: 'The Argon2 iteration amount is out of range.',
  },
  invalid_argon_2_memory: { status: 400, message: 'The Argon2 memory is out of range.' },
  invalid_argon_2_threads: { status: 400, message: 'The Argon2 threads value is out of range.' },
  invalid_argon_2_key_length: { status: 400, message: 'The Argon2 key length is out of range.' },
  argon_2_key_length_mismatch: {
    status: 400,
    message: "The key_length value doesn't match the length of the provided hash.",
  },
  invalid_base64_scrypt_hash: { status: 400, message: 'The scrypt hash is not valid base64.' },
  invalid_base64_scrypt_salt: { status: 400, message: 'The scrypt salt is not valid base64.' },
  invalid_scrypt_n_parameter: {
    status: 400,
    message: 'The scrypt N parameter must be a power of two, greater than 1 and less than 262145.',
  },
  invalid_scrypt_parameters: {
    status: 400,
    message: 'The r parameter, p parameter or key length of the scrypt hash is out of range.',
  },
  invalid_scrypt_salt_length: {
    status: 400,
    message: 'The scrypt salt is too short or too long.',
  },
  scrypt_key_length_mismatch: {
    status: 400,
    message: 'The scrypt key_length is not the length of the provided hash.',
  },
  invalid_pbkdf_2_algorithm: {
    status: 400,
    message: 'The PBKDF2 algorithm must be sha256 or sha512.',
  },
  invalid_pbkdf_2_hash: {
    status: 400,
    message: 'The PBKDF2 hash is not valid base64, or too short or too long.',
  },
  invalid_pbkdf_2_iteration_amount: {
    status: 400,
    message: 'The PBKDF2 iteration amount is out of range.',
  },
  invalid_pbkdf_2_salt: {
    status: 400,
    message: 'The PBKDF2 salt is missing, not valid base64, or too long.',
  },
  pbkdf_2_key_length_mismatch: {
    status: 400,
    message: 'The PBKDF2 key_length is not the length of the provided hash.',
  },
  invalid_prepend_salt: { status: 400, message: 'prepend_salt is malformed or too long.' },
  invalid_append_salt: { status: 400, message: 'append_salt is malformed or too long.' },
  bulk_migrate_invalid_user_count: {
    status: 400,
    message: 'The number of users to migrate is out of range.',
  },
});
