import { createHash } from 'node:crypto';
import { AUTHORIZATIONS_PER_USER, authorization, connectedApp } from './connected-apps.mjs';
import {
  CHALLENGES_PER_PASSKEY,
  COSE_KEY,
  challengeHash,
  challengeOf,
  credentialId,
  PASSKEY_DOMAIN,
  passkeyFactorId,
} from './passkeys.mjs';
import {
  CLIENTS,
  clientId,
  clientSecret,
  emailOf,
  LINKS_PER_USER,
  linkToken,
  PASSCODE,
  sessionToken,
  TOTP_SECRET,
  userId,
  uuidOf,
} from './world.mjs';

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
 * @param {string} environmentId
 * @param {number} index
 * @param {Seal} seal
 * @param {number} now
 * @returns {Row}
 */
const passcode = (environmentId, index, seal, now) => ({
  environment_id: environmentId,
  factor_id: uuidOf(2, index),
  user_id: userId(index),
  channel: 'email',
  code_mac: seal(`one_time_codes/${environmentId}/${uuidOf(2, index)}`, PASSCODE),
  ip_address: '',
  user_agent: '',
  created_at: now,
  expires_at: now + 7 * DAY,
  used_at: null,
  attempts: 0,
});

/**
 * @param {string} environmentId
 * @param {number} index
 * @param {number} now
 * @returns {Row}
 */
const totpFactor = (environmentId, index, now) => ({
  ...email(environmentId, index, now),
  id: uuidOf(5, index),
  kind: 'totp',
  identifier: userId(index),
  realm: '',
  data: '{}',
});

/**
 * @param {string} environmentId
 * @param {number} index
 * @param {Conceal} conceal
 * @param {number} now
 * @returns {Row}
 */
const totp = (environmentId, index, conceal, now) => ({
  environment_id: environmentId,
  factor_id: uuidOf(5, index),
  secret: conceal(['totps', 'secret', `${environmentId}/${uuidOf(5, index)}`], TOTP_SECRET),
  last_step: -1,
  created_at: now,
});

/**
 * @param {string} environmentId
 * @param {number} index
 * @param {number} now
 * @returns {Row}
 */
const passkeyFactor = (environmentId, index, now) => ({
  ...email(environmentId, index, now),
  id: passkeyFactorId(index),
  kind: 'webauthn_registration',
  identifier: credentialId(index),
  realm: '',
  data: JSON.stringify({
    domain: PASSKEY_DOMAIN,
    user_agent: 'Mozilla/5.0 (X11; Linux x86_64; rv:139.0) Gecko/20100101 Firefox/139.0',
    authenticator_type: 'platform',
    name: 'Linux',
  }),
});

/**
 * @param {string} environmentId
 * @param {number} index
 * @param {number} now
 * @returns {Row}
 */
const passkey = (environmentId, index, now) => ({
  environment_id: environmentId,
  factor_id: passkeyFactorId(index),
  user_id: userId(index),
  public_key: COSE_KEY,
  sign_count: 0,
  backup_eligible: 1,
  backed_up: 1,
  transports: '["hybrid","internal"]',
  aaguid: uuidOf(0, 0),
  attestation_format: 'none',
  created_at: now,
  last_used_at: null,
});

/**
 * @param {string} environmentId
 * @param {number} index
 * @param {number} now
 * @returns {Row}
 */
const passkeyChallenge = (environmentId, index, now) => ({
  environment_id: environmentId,
  challenge_hash: challengeHash(challengeOf(index)),
  user_id: null,
  ceremony: 'authenticate',
  domain: PASSKEY_DOMAIN,
  user_agent: '',
  authenticator_type: '',
  created_at: now,
  expires_at: now + 7 * DAY,
});

/**
 * @param {string} environmentId
 * @param {number} index
 * @param {number} now
 * @returns {Row}
 */
const m2mClient = (environmentId, index, now) => ({
  environment_id: environmentId,
  client_id: clientId(index),
  client_name: `Client ${index}`,
  client_description: '',
  status: 'active',
  scopes: '["read:users","write:users"]',
  trusted_metadata: '{}',
  secret_hash: hash(clientSecret(index)),
  secret_last_four: clientSecret(index).slice(-4),
  next_secret_hash: null,
  next_secret_last_four: null,
  created_at: now,
});

/** Sealed text of a value, by table, column and row. @typedef {(place: string[], plain: string) => string} Conceal */

/** Keyed digest of a value, as our server stores what is short. @typedef {(purpose: string, value: string) => string} Seal */

/**
 * Users with one email, one session and one passcode each, and unused magic links; behind them as
 * many who have an authenticator app, and as many who have a passkey with unused challenges.
 * @param {import('./insert-rows.mjs').Admin} admin
 * @param {string} environmentId
 * @param {number} users
 * @param {Seal} seal
 * @param {Conceal} conceal
 */
export async function fill(admin, environmentId, users, seal, conceal) {
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
  await admin.insert(
    'one_time_codes',
    indexes.map((index) => passcode(environmentId, index, seal, now)),
  );
  await admin.run('create table bench_passcodes as select * from one_time_codes');
  const owners = indexes.map((index) => users + index);
  await admin.insert(
    'users',
    owners.map((index) => user(environmentId, index, now)),
  );
  await admin.insert(
    'factors',
    owners.flatMap((index) => [
      email(environmentId, index, now),
      totpFactor(environmentId, index, now),
    ]),
  );
  await admin.insert(
    'totps',
    owners.map((index) => totp(environmentId, index, conceal, now)),
  );
  const holders = indexes.map((index) => 2 * users + index);
  await admin.insert(
    'users',
    holders.map((index) => user(environmentId, index, now)),
  );
  await admin.insert(
    'factors',
    holders.flatMap((index) => [
      email(environmentId, index, now),
      passkeyFactor(environmentId, index, now),
    ]),
  );
  await admin.insert(
    'webauthn_credentials',
    holders.map((index) => passkey(environmentId, index, now)),
  );
  await admin.insert(
    'webauthn_challenges',
    Array.from({ length: users * CHALLENGES_PER_PASSKEY }, (_, index) =>
      passkeyChallenge(environmentId, index, now),
    ),
  );
  await admin.insert(
    'm2m_clients',
    Array.from({ length: CLIENTS }, (_, index) => m2mClient(environmentId, index, now)),
  );
  await admin.insert('connected_apps', [connectedApp(environmentId, now)]);
  await admin.insert(
    'connected_app_authorizations',
    Array.from({ length: users * AUTHORIZATIONS_PER_USER }, (_, index) =>
      authorization(environmentId, index, users, now),
    ),
  );
  await admin.run('create table bench_challenges as select * from webauthn_challenges');
  await admin.analyze();
}

/** Makes what was prepared unused again. @param {import('./insert-rows.mjs').Admin} admin */
export async function resetPrepared(admin) {
  await admin.run('update magic_links set used_at = null where used_at is not null');
  await admin.run('update totps set last_step = -1');
  await admin.run(
    'update connected_app_authorizations set code_used_at = null where code_used_at is not null',
  );
  // Sends have replaced some.
  await admin.run('delete from one_time_codes');
  await admin.run('insert into one_time_codes select * from bench_passcodes');
  await admin.run('delete from webauthn_challenges');
  await admin.run('insert into webauthn_challenges select * from bench_challenges');
}
