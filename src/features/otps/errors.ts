import { defineErrors } from '../../platform/errors/catalogue.ts';

/** One-time passcodes (errors-and-conventions 3.10). */
export const otpErrors = defineErrors({
  otp_code_not_found: {
    status: 404,
    message:
      'The passcode was incorrect and could not be authenticated, encourage the user to try inputting the passcode again or send another passcode.',
  },
  unable_to_auth_otp_code: {
    status: 401,
    message:
      'The passcode could not be authenticated because it was either already used or expired. Send another passcode to this user.',
  },
  invalid_code: { status: 400, message: 'Code format is invalid.' },
  invalid_method_id: { status: 400, message: 'method_id format is invalid.' },
  invalid_expiration_otp: {
    status: 400,
    message: 'expiration_minutes is invalid, should be between 1 and 10 minutes.',
  },
  downstream_carrier_error: {
    status: 400,
    message: 'The message could not be handed to the carrier. Try again later.',
  },
});
