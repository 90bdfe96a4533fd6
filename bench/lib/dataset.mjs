import { createHash } from 'node:crypto';
import { emailOf, LINKS_PER_USER, linkToken, sessionToken, userId, uuidOf } from './world.mjs';

/** @typedef {import('./insert-rows.mjs').Row} Row */

const DAY = 86_400_000;

/** @param {string} token */
const hash = (token) => createHash('sha256').update(token).digest('base64url');

const ATTRIBUTES = JSON.stringify({
  ip_address: '203.0.113.24',
  user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0',
});

/** @param {string} environmentId @param {number} index @param {number} now @returns {Row} */
const user = (environmentId, index, now) => ({
  environment_id: environmentId,
  id: userId(index),
  status: 'active',
  first_name: 'Ada',
  middle_name: '',
  last_name: `Lovelace${index}`,
  name_search: `ada lovelace${index}`,
  external_id: null,
  trusted_metadata: JSON.stringify({ plan: 'pro', seats: index % 10, region: 'eu-central' }),
  untrusted_metadata: JSON.stringify({ theme: 'dark', language: 'en' }),
  roles: '[]',
  attributes: ATTRIBUTES,
  created_at: now - 30 * DAY + index * 1_000,
});

/** @param {string} environmentId @param {number} index @param {number} now @returns {Row} */
const email = (environmentId, index, now) => ({
  environment_id: environmentId,
  id: uuidOf(2, index),
  user_id: userId(index),
  kind: 'email',
  identifier: emailOf(index),
  realm: emailOf(index).split('@')[1] ?? '',
  verified: 1,
  data: JSON.stringify({ address: emailOf(index) }),
  created_at: now - 30 * DAY + index * 1_000,
  expires_at: null,
});

/** @param {number} index @param {number} now */
function factors(index, now) {
  const at = `${new Date(now - DAY).toISOString().slice(0, 19)}Z`;
  return [
    {
      type: 'magic_link',
      delivery_method: 'email',
      last_authenticated_at: at,
      created_at: at,
      updated_at: at,
      email_factor: {
        email_id: `email-test-${uuidOf(2, index)}`,
        email_address: emailOf(index),
      },
    },
  ];
}

/** @param {string} environmentId @param {number} index @param {number} now @returns {Row} */
const session = (environmentId, index, now) => ({
  environment_id: environmentId,
  id: uuidOf(3, index),
  user_id: userId(index),
  token_hash: hash(sessionToken(index)),
  started_at: now - DAY,
  last_accessed_at: now - DAY,
  expires_at: now + 30 * DAY,
  attributes: ATTRIBUTES,
  authentication_factors: JSON.stringify(factors(index, now)),
  custom_claims: JSON.stringify({ tenant: `tenant-${index % 100}` }),
});

/**
 * @param {string} environmentId
 * @param {number} index
 * @param {number} users
 * @param {number} now
 * @returns {Row}
 */
const link = (environmentId, index, users, now) => ({
  environment_id: environmentId,
  token_hash: hash(linkToken(index)),
  id: uuidOf(4, index),
  user_id: userId(index % users),
  factor_id: uuidOf(2, index % users),
  kind: 'login',
  redirect_url: 'http://localhost:3000/authenticate',
  code_challenge: null,
  ip_address: '',
  user_agent: '',
  created_at: now,
  expires_at: now + 7 * DAY,
  used_at: null,
});

/**
 * Users with one email and one session each, and unused magic links.
 * @param {import('./insert-rows.mjs').Admin} admin
 * @param {string} environmentId
 * @param {number} users
 */
export async function fill(admin, environmentId, users) {
  const now = Date.now();
  const indexes = Array.from({ length: users }, (_, index) => index);
  const links = Array.from({ length: users * LINKS_PER_USER }, (_, index) => index);
  await admin.insert(
    'users',
    indexes.map((index) => user(environmentId, index, now)),
  );
  await admin.insert(
    'factors',
    indexes.map((index) => email(environmentId, index, now)),
  );
  await admin.insert(
    'sessions',
    indexes.map((index) => session(environmentId, index, now)),
  );
  await admin.insert(
    'magic_links',
    links.map((index) => link(environmentId, index, users, now)),
  );
  await admin.run('analyze');
}

/** Makes the prepared links unused again. @param {import('./insert-rows.mjs').Admin} admin */
export const resetLinks = (admin) =>
  admin.run('update magic_links set used_at = null where used_at is not null');
