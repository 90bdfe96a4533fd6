import { defineErrors } from '../../platform/errors/catalogue.ts';

/** One-time passcodes (errors-and-conventions 3.10) and where they may go (management 1.4). */
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
  country_code_allowlist_empty: {
    status: 400,
    message: 'country_codes must hold at least one country.',
  },
  country_code_allowlist_invalid_country_codes: {
    status: 400,
    message: 'country_codes must hold ISO 3166-1 alpha-2 codes in upper case that are supported.',
  },
  country_code_allowlist_b2b_whatsapp_not_supported: {
    status: 400,
    message: 'WhatsApp is not supported for B2B projects.',
  },
});
