import { defineErrors } from '../../platform/errors/catalogue.ts';

/** Impersonation (reference/errors-and-conventions.md 3.22). */
export const impersonationErrors = defineErrors({
  user_impersonation_not_allowed: {
    status: 403,
    message: 'User impersonation is not enabled for this project.',
  },
  unable_to_auth_impersonation_token: {
    status: 401,
    message: 'The impersonation token is unknown, used or expired.',
  },
  invalid_impersonation_reason: {
    status: 400,
    message: 'A reason of 1 to 500 characters must be given.',
  },
});
