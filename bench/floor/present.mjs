// Rows to the members of the wire: an answer of the same shape and size as ours.

/** @param {number} instant milliseconds */
const timestamp = (instant) => `${new Date(instant).toISOString().slice(0, 19)}Z`;

/** @typedef {import('./queries.mjs').Row} Row */

/** @param {Row} row of a user, joined with its first factor */
export function presentUser(row) {
  return {
    user_id: `user-test-${row.user_id}`,
    emails: [
      {
        email_id: `email-test-${row.factor_id}`,
        email: JSON.parse(row.factor_data).address,
        verified: row.factor_verified === 1,
      },
    ],
    status: row.status,
    phone_numbers: [],
    webauthn_registrations: [],
    providers: [],
    totps: [],
    crypto_wallets: [],
    biometric_registrations: [],
    is_locked: false,
    roles: ['stytch_user', ...JSON.parse(row.roles)],
    name: {
      first_name: row.first_name,
      middle_name: row.middle_name,
      last_name: row.last_name,
    },
    created_at: timestamp(row.user_created_at),
    password: null,
    trusted_metadata: JSON.parse(row.trusted_metadata),
    untrusted_metadata: JSON.parse(row.untrusted_metadata),
    external_id: row.external_id,
    lock_created_at: null,
    lock_expires_at: null,
  };
}

/** @param {Row} row of a session and its user */
export const presentSession = (row) => ({
  session_id: `session-test-${row.session_id}`,
  user_id: `user-test-${row.user_id}`,
  authentication_factors: JSON.parse(row.authentication_factors),
  roles: ['stytch_user'],
  started_at: timestamp(row.started_at),
  last_accessed_at: timestamp(Date.now()),
  expires_at: timestamp(row.expires_at),
  attributes: JSON.parse(row.attributes),
  custom_claims: JSON.parse(row.custom_claims),
});

export const envelope = {
  request_id: 'request-id-test-01900000-0000-7000-8000-000000000000',
  status_code: 200,
};
