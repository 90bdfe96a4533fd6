import { defineErrors } from '../../platform/errors/catalogue.ts';

/** Authenticator apps and their recovery codes (errors-and-conventions 3.12). */
export const totpErrors = defineErrors({
  active_totp_exists: {
    status: 400,
    message:
      'Cannot create a new TOTP for the specified user since the user already has an active TOTP. Users may only have one active TOTP at a time.',
  },
  pending_totp_exists: {
    status: 400,
    message: 'The user already has a TOTP that waits for its first code.',
  },
  expired_totp: {
    status: 400,
    message: 'The TOTP was not authenticated in time. Create a new one.',
  },
  unable_to_authenticate_totp: {
    status: 401,
    message: 'The TOTP code could not be authenticated.',
  },
  totp_code_already_authenticated: {
    status: 401,
    message:
      'This TOTP code has already been authenticated. Please attempt with the next generated code.',
  },
  invalid_totp_code: { status: 400, message: 'TOTP code format is invalid. It has six digits.' },
  totps_not_found_for_user: { status: 404, message: 'The user has no TOTP.' },
  recovery_code_used_as_totp_code: {
    status: 400,
    message: 'A recovery code was given in place of a TOTP code.',
  },
  totp_code_used_as_recovery_code: {
    status: 400,
    message: 'A TOTP code was given in place of a recovery code.',
  },
  invalid_recovery_code: { status: 400, message: 'Recovery code format is invalid.' },
  unable_to_authenticate_recovery_code: {
    status: 401,
    message:
      'The recovery code could not be authenticated because it is unknown or was already used.',
  },
  recovery_codes_not_found: { status: 404, message: 'The TOTP has no recovery codes.' },
  recovery_codes_already_exist: { status: 400, message: 'The TOTP has recovery codes already.' },
  no_active_recovery_code_backed_factor: {
    status: 400,
    message: 'The user has no active factor that recovery codes belong to.',
  },
});
