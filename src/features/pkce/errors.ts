import { defineErrors } from '../../platform/errors/catalogue.ts';

/**
 * PKCE (reference/errors-and-conventions.md 3.17). The web SDK falls back to its other verifier
 * when an error names pkce, so these names must keep that word.
 */
export const pkceErrors = defineErrors({
  invalid_pkce_code_challenge: { status: 400, message: 'code_challenge format is invalid.' },
  invalid_pkce_code_verifier: { status: 400, message: 'code_verifier format is invalid.' },
  pkce_expected_code_verifier: {
    status: 400,
    message:
      'This flow was started using a code_challenge but the authentication call is missing the corresponding code_verifier.',
  },
  pkce_did_not_expect_code_verifier: {
    status: 400,
    message:
      'This flow was started without a code_challenge but the authentication call has a code_verifier.',
  },
  pkce_mismatch: {
    status: 400,
    message:
      'The submitted code_verifier does not match the code_challenge sent at the start of the flow.',
  },
  pkce_required_for_native_callback: {
    status: 400,
    message: 'A redirect to an app needs PKCE. Start the flow with a code_challenge.',
  },
  pkce_required_for_idp_authorization_flow: {
    status: 400,
    message: 'This Connected App needs PKCE. Start the flow with a code_challenge.',
  },
});
