// Connected Apps of the data set: one app, and authorizations with an unused code and a refresh
// token each. Both begin with the id of their authorization, as our server's do.
import { createHash } from 'node:crypto';
import { token, userId, uuidOf } from './world.mjs';

const DAY = 86_400_000;
const KIND = 9;

/** Codes of each user, of authorizations whose refresh token nobody uses; then one more for that. */
export const CODES_PER_USER = 3;
export const AUTHORIZATIONS_PER_USER = CODES_PER_USER + 1;
/** What was granted; one signature for the access token and one for the ID token. */
export const GRANTED = 'openid email offline_access';
export const REDIRECT = 'https://app.example.com/callback';
export const APP_SECRET = token('connected app');
/** One verifier serves all: it is hashed again with each exchange. */
export const VERIFIER = token('verifier');

const APP_ID = uuidOf(7, 0);
export const appClientId = `connected-app-test-${APP_ID}`;

/** @param {string} text */
const hash = (text) => createHash('sha256').update(text).digest('base64url');

/** @param {string} what @param {number} index */
function ofAuthorization(what, index) {
  const id = Buffer.from(uuidOf(KIND, index).replaceAll('-', ''), 'hex');
  const rest = createHash('sha256').update(`${what} ${index}`).digest().subarray(0, 17);
  return Buffer.concat([id, rest]).toString('base64url');
}

/** @param {number} index */
export const appCode = (index) => ofAuthorization('code', index);
/** @param {number} index */
export const appRefreshToken = (index) => ofAuthorization('refresh', index);

/** @param {string} environmentId @param {number} now @returns {import('./insert-rows.mjs').Row} */
export const connectedApp = (environmentId, now) => ({
  environment_id: environmentId,
  id: APP_ID,
  client_type: 'first_party',
  name: 'Notes',
  description: '',
  logo_url: '',
  redirect_urls: JSON.stringify([REDIRECT]),
  post_logout_redirect_urls: '[]',
  full_access_allowed: 0,
  bypass_consent_for_offline_access: 1,
  access_token_expiry_minutes: 60,
  access_token_custom_audience: '',
  access_token_template_content: '',
  secret_hash: hash(APP_SECRET),
  secret_last_four: APP_SECRET.slice(-4),
  next_secret_hash: null,
  next_secret_last_four: null,
  creation_method: 'api',
  registration_hash: null,
  client_id_metadata_url: null,
  metadata_fresh_until: null,
  created_at: now,
  expires_at: null,
});

/**
 * @param {string} environmentId
 * @param {number} index
 * @param {number} users
 * @param {number} now
 * @returns {import('./insert-rows.mjs').Row}
 */
export const authorization = (environmentId, index, users, now) => ({
  environment_id: environmentId,
  id: uuidOf(KIND, index),
  user_id: userId(index % users),
  client_id: APP_ID,
  session_id: null,
  scopes: GRANTED,
  resources: '[]',
  redirect_uri: REDIRECT,
  nonce: null,
  code_challenge: hash(VERIFIER),
  code_hash: hash(appCode(index)),
  code_expires_at: now + 7 * DAY,
  code_used_at: null,
  refresh_hash: hash(appRefreshToken(index)),
  refresh_previous_hash: null,
  refreshed_at: null,
  refresh_expires_at: now + 90 * DAY,
  revoked_at: null,
  revoked_by: null,
  authenticated_at: now,
  created_at: now,
  expires_at: now + 90 * DAY,
});
