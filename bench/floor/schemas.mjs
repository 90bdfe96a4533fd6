// Response schemas by which the floor serialises: no more than its answers hold.

const text = { type: 'string' };
const flag = { type: 'boolean' };
const textOrNull = { type: 'string', nullable: true };
const anything = { type: 'object', additionalProperties: true };

/** @param {Record<string, object>} properties */
const object = (properties) => ({ type: 'object', properties });
/** @param {object} items */
const list = (items) => ({ type: 'array', items });

const userProperties = {
  user_id: text,
  emails: list(object({ email_id: text, email: text, verified: flag })),
  status: text,
  phone_numbers: list(text),
  webauthn_registrations: list(
    object({
      webauthn_registration_id: text,
      domain: text,
      user_agent: text,
      verified: flag,
      authenticator_type: text,
      name: text,
    }),
  ),
  providers: list(text),
  totps: list(object({ totp_id: text, verified: flag })),
  crypto_wallets: list(text),
  biometric_registrations: list(text),
  is_locked: flag,
  roles: list(text),
  name: object({ first_name: text, middle_name: text, last_name: text }),
  created_at: text,
  password: textOrNull,
  trusted_metadata: anything,
  untrusted_metadata: anything,
  external_id: textOrNull,
  lock_created_at: textOrNull,
  lock_expires_at: textOrNull,
};

const session = object({
  session_id: text,
  user_id: text,
  authentication_factors: list(
    object({
      type: text,
      delivery_method: text,
      last_authenticated_at: text,
      created_at: text,
      updated_at: text,
      email_factor: object({ email_id: text, email_address: text }),
      authenticator_app_factor: object({ totp_id: text }),
      webauthn_factor: object({ webauthn_registration_id: text, domain: text, user_agent: text }),
    }),
  ),
  roles: list(text),
  started_at: text,
  last_accessed_at: text,
  expires_at: text,
  attributes: object({ ip_address: text, user_agent: text }),
  custom_claims: { ...anything, nullable: true },
});

/** @param {Record<string, object>} properties */
const answer = (properties) => ({
  '2xx': object({ ...properties, request_id: text, status_code: { type: 'integer' } }),
});

const user = object(userProperties);
const sessionAnswer = { session, session_token: text, session_jwt: text, user };

export const schemas = {
  session: answer(sessionAnswer),
  user: answer(userProperties),
  search: answer({
    results: list(user),
    results_metadata: object({ total: { type: 'integer' }, next_cursor: textOrNull }),
  }),
  created: answer({ user_id: text, email_id: text, status: text, phone_id: text, user }),
  sent: answer({ user_id: text, email_id: text, user_created: flag }),
  token: answer({
    access_token: text,
    token_type: text,
    expires_in: { type: 'integer' },
    scope: text,
    id_token: text,
    refresh_token: text,
  }),
  passkey: answer({ user_id: text, webauthn_registration_id: text, ...sessionAnswer }),
  totp: answer({ user_id: text, totp_id: text, ...sessionAnswer }),
  login: answer({
    user_id: text,
    method_id: text,
    reset_sessions: flag,
    ...sessionAnswer,
  }),
};
