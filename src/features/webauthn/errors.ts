import { defineErrors } from '../../platform/errors/catalogue.ts';

/** WebAuthn and passkeys (errors-and-conventions 3.13). */
export const webauthnErrors = defineErrors({
  invalid_public_key_credential: {
    status: 400,
    message:
      "Invalid public key credential. Please confirm you're passing a correctly formatted public key credential.",
  },
  invalid_public_key_credential_missing_id_field: {
    status: 400,
    message: 'The public key credential has no id.',
  },
  invalid_public_key_credential_missing_response_field: {
    status: 400,
    message: 'The public key credential has no response.',
  },
  invalid_public_key_credential_missing_client_data_json_field: {
    status: 400,
    message: 'The response of the public key credential has no clientDataJSON.',
  },
  invalid_public_key_credential_missing_attestation_object_field: {
    status: 400,
    message: 'The response of the public key credential has no attestationObject.',
  },
  invalid_public_key_credential_missing_authenticator_data_field: {
    status: 400,
    message: 'The response of the public key credential has no authenticatorData.',
  },
  invalid_public_key_credential_missing_signature_field: {
    status: 400,
    message: 'The response of the public key credential has no signature.',
  },
  invalid_public_key_credential_invalid_id: {
    status: 400,
    message: 'The id of the public key credential is not valid base64url.',
  },
  invalid_public_key_credential_invalid_signature: {
    status: 400,
    message: 'The signature of the public key credential cannot be decoded.',
  },
  invalid_public_key_credential_invalid_authenticator_data: {
    status: 400,
    message: 'The authenticator data of the public key credential cannot be decoded.',
  },
  invalid_public_key_credential_malformed_client_data_json: {
    status: 400,
    message: 'The clientDataJSON of the public key credential cannot be decoded.',
  },
  invalid_public_key_credential_malformed_attestation_object: {
    status: 400,
    message: 'The attestationObject of the public key credential cannot be decoded.',
  },
  unable_to_register_webauthn_registration: {
    status: 401,
    message: 'WebAuthn registration could not be completed.',
  },
  unable_to_auth_webauthn_registration: {
    status: 401,
    message: 'WebAuthn registration could not be authenticated.',
  },
  no_pending_webauthn_registration: {
    status: 400,
    message: 'The user has no pending WebAuthn registration. Start one first.',
  },
  no_active_webauthn_registrations: {
    status: 400,
    message: 'The user has no active WebAuthn registration for this domain.',
  },
  duplicate_webauthn_registration: {
    status: 400,
    message: 'This WebAuthn credential is registered already.',
  },
  too_many_user_registrations_for_domain: {
    status: 400,
    message: 'The user has too many WebAuthn registrations for this domain.',
  },
  invalid_authenticator_type: {
    status: 400,
    message: 'authenticator_type is invalid, should be platform or cross-platform.',
  },
  invalid_domain: { status: 400, message: 'domain is invalid, should be a host name.' },
  invalid_webauthn_registration_domain: {
    status: 400,
    message: 'The credential was made for another domain.',
  },
  empty_webauthn_registration_name: {
    status: 400,
    message: 'The name of a WebAuthn registration cannot be empty.',
  },
  cannot_use_webauthn_with_pending_user: {
    status: 400,
    message: 'WebAuthn cannot be used with a pending user.',
  },
});
