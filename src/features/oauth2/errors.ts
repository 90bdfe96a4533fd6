import { defineErrors } from '../../platform/errors/catalogue.ts';

/**
 * OAuth's own names (RFC 6749 section 5.2, RFC 6750 section 3.1). Wrong client credentials are 400,
 * as the hosted service has it (errors-and-conventions 1.6), but 401 with a challenge where they
 * came in a header.
 */
export const oauth2Errors = defineErrors({
  invalid_request: { status: 400, message: 'The request is malformed or lacks a parameter.' },
  invalid_client: {
    status: 400,
    message: 'The client is unknown, not active, or did not authenticate.',
  },
  invalid_grant: {
    status: 400,
    message: 'The code or token is invalid, expired, used up, or was issued to another client.',
  },
  unauthorized_client: { status: 400, message: 'The client may not use this grant type.' },
  unsupported_grant_type: { status: 400, message: 'The grant type is not supported.' },
  invalid_scope: {
    status: 400,
    message: 'A requested scope is malformed or not assigned to the client.',
  },
  // `invalid_token` on the wire (RFC 6750 section 3.1): that name means a malformed login token
  // everywhere else, with another status.
  invalid_access_token: {
    status: 401,
    message: 'The access token is invalid, expired or revoked.',
  },
});
