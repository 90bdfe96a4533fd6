// What is measured: for each operation the requests of the load, and its budget.
import {
  APP_SECRET,
  appClientId,
  appCode,
  appRefreshToken,
  CODES_PER_USER,
  REDIRECT,
  VERIFIER,
} from './connected-apps.mjs';
import { signedCredential } from './passkeys.mjs';
import {
  CLIENTS,
  clientId,
  clientSecret,
  emailOf,
  HOT_SESSIONS,
  linkToken,
  PASSCODE,
  scattered,
  sessionToken,
  timeStep,
  totpCode,
  userId,
  uuidOf,
} from './world.mjs';

/**
 * @typedef {object} HttpRequest
 * @property {'GET' | 'POST'} method
 * @property {string} path
 * @property {object} [body]
 */

/**
 * Makes request number k of a load; `nonce` keeps what several loads create apart.
 * @typedef {(k: number, world: import('./world.mjs').World, nonce: string) => HttpRequest} Step
 */

/**
 * @typedef {object} Operation
 * @property {string} name
 * @property {number} [budget] smallest share of the floor's requests a second
 * @property {Record<string, string>} [settings] of our server
 * @property {string} [variant] what the floor may leave out: header `x-floor`
 * @property {Step[]} steps sent one after the other; together they count as one request
 * @property {boolean} [usesPrepared] takes prepared links, passcodes, time steps or challenges; they are made unused again in time
 * @property {number} status of every answer
 */

const FRESH = { SELVAGE_JWT_REUSE_SECONDS: '0' };
/** What a limit costs shows in the difference to the same with it. */
const UNLIMITED = { SELVAGE_RATE_LIMITS: 'off' };
const REUSED = { SELVAGE_JWT_REUSE_SECONDS: '30' };

/** @param {object} body @returns {HttpRequest} */
const authenticate = (body) => ({ method: 'POST', path: '/v1/sessions/authenticate', body });

/** @type {Step} */
const sendLink = (k, { users }) => ({
  method: 'POST',
  path: '/v1/magic_links/email/login_or_create',
  body: { email: emailOf(scattered(k, users)) },
});

/** @type {Step} */
const sendPasscode = (k, { users }) => ({
  method: 'POST',
  path: '/v1/otps/email/login_or_create',
  body: { email: emailOf(scattered(k, users)) },
});

/** Each user's passcode is used once in a window: there are more users than that. @type {Step} */
const usePasscode = (k, { users }) => ({
  method: 'POST',
  path: '/v1/otps/authenticate',
  body: {
    method_id: `email-test-${uuidOf(2, scattered(k, users))}`,
    code: PASSCODE,
    session_duration_minutes: 60,
  },
});

/** Each app's code is used once in a window, and then that of the next step. @type {Step} */
const useAuthenticatorApp = (k, { users }) => ({
  method: 'POST',
  path: '/v1/totps/authenticate',
  body: {
    user_id: `user-test-${userId(users + scattered(k, users))}`,
    totp_code: totpCode(timeStep() + Math.min(1, Math.floor(k / users))),
    session_duration_minutes: 60,
  },
});

/** Each challenge is used once in a window. @type {Step} */
const usePasskey = (k, { users }) => ({
  method: 'POST',
  path: '/v1/webauthn/authenticate',
  body: {
    public_key_credential: signedCredential(k, 2 * users, users),
    session_duration_minutes: 60,
  },
});

/** @type {Step} */
const issueToken = (k, { environmentId }) => ({
  method: 'POST',
  path: `/v1/public/project-test-${environmentId}/oauth2/token`,
  body: {
    grant_type: 'client_credentials',
    client_id: clientId(scattered(k, CLIENTS)),
    client_secret: clientSecret(scattered(k, CLIENTS)),
  },
});

/** @param {object} body @param {string} environmentId @returns {HttpRequest} */
const appTokens = (body, environmentId) => ({
  method: 'POST',
  path: `/v1/public/project-test-${environmentId}/oauth2/token`,
  body: { client_id: appClientId, client_secret: APP_SECRET, ...body },
});

/** Each code is used once in a window. @type {Step} */
const exchangeCode = (k, { environmentId, users }) =>
  appTokens(
    {
      grant_type: 'authorization_code',
      code: appCode(scattered(k, users * CODES_PER_USER)),
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
    },
    environmentId,
  );

/** A confidential app keeps its refresh token. @type {Step} */
const refreshTokens = (k, { environmentId, users }) => {
  const refresh_token = appRefreshToken(users * CODES_PER_USER + scattered(k, users));
  return appTokens({ grant_type: 'refresh_token', refresh_token }, environmentId);
};

/** @type {Operation[]} */
export const operations = [
  {
    name: 'sessions/authenticate, token, fresh JWT',
    budget: 0.7,
    settings: FRESH,
    steps: [(k, { users }) => authenticate({ session_token: sessionToken(scattered(k, users)) })],
    status: 200,
  },
  {
    name: 'sessions/authenticate, token, reused JWT',
    budget: 0.6,
    settings: REUSED,
    variant: 'no-signature',
    // Few enough to meet each session again within 30 seconds: some 1 % of the answers are fresh.
    steps: [(k) => authenticate({ session_token: sessionToken(scattered(k, HOT_SESSIONS)) })],
    status: 200,
  },
  {
    name: 'sessions/authenticate, JWT',
    budget: 0.6,
    settings: REUSED,
    steps: [(k, { jwts }) => authenticate({ session_jwt: jwts[scattered(k, jwts.length)] })],
    status: 200,
  },
  {
    name: 'users/get',
    budget: 0.6,
    steps: [
      (k, { users }) => ({
        method: 'GET',
        path: `/v1/users/user-test-${userId(scattered(k, users))}`,
      }),
    ],
    status: 200,
  },
  {
    name: 'users/search, email_address, limit 10',
    budget: 0.6,
    // The limit is 150 a minute: who searches this much has switched it off.
    settings: UNLIMITED,
    steps: [
      (k, { users }) => ({
        method: 'POST',
        path: '/v1/users/search',
        body: {
          limit: 10,
          query: {
            operator: 'AND',
            operands: [
              { filter_name: 'email_address', filter_value: [emailOf(scattered(k, users))] },
            ],
          },
        },
      }),
    ],
    status: 200,
  },
  {
    name: 'users/search, no query, limit 10',
    budget: 0.6,
    settings: UNLIMITED,
    steps: [() => ({ method: 'POST', path: '/v1/users/search', body: { limit: 10 } })],
    status: 200,
  },
  {
    name: 'users/create',
    budget: 0.6,
    steps: [
      (k, _world, nonce) => ({
        method: 'POST',
        path: '/v1/users',
        body: {
          email: `new.${nonce}.${k}@company${k % 997}.example`,
          name: { first_name: 'Ada', last_name: 'Lovelace' },
          trusted_metadata: { plan: 'pro' },
        },
      }),
    ],
    status: 201,
  },
  {
    name: 'magic_links/email/login_or_create, existing user',
    budget: 0.6,
    steps: [sendLink],
    status: 200,
  },
  {
    name: 'magic_links/email/login_or_create, existing user, no limits',
    settings: UNLIMITED,
    steps: [sendLink],
    status: 200,
  },
  {
    name: 'magic link: send and authenticate',
    settings: FRESH,
    // The token of the mail would cost the load generator a read of the inbox; a prepared one
    // is the same work for the server.
    steps: [
      sendLink,
      (k) => ({
        method: 'POST',
        path: '/v1/magic_links/authenticate',
        body: { token: linkToken(k), session_duration_minutes: 60 },
      }),
    ],
    usesPrepared: true,
    status: 200,
  },
  {
    name: 'otps/email/login_or_create, existing user',
    budget: 0.6,
    steps: [sendPasscode],
    status: 200,
  },
  {
    name: 'otps/email/login_or_create, existing user, no limits',
    settings: UNLIMITED,
    steps: [sendPasscode],
    status: 200,
  },
  {
    name: 'otps/authenticate',
    settings: FRESH,
    steps: [usePasscode],
    usesPrepared: true,
    status: 200,
  },
  {
    name: 'otps/authenticate, no limits',
    settings: { ...FRESH, ...UNLIMITED },
    steps: [usePasscode],
    usesPrepared: true,
    status: 200,
  },
  {
    name: 'totps/authenticate',
    settings: FRESH,
    steps: [useAuthenticatorApp],
    usesPrepared: true,
    status: 200,
  },
  {
    name: 'totps/authenticate, no limits',
    settings: { ...FRESH, ...UNLIMITED },
    steps: [useAuthenticatorApp],
    usesPrepared: true,
    status: 200,
  },
  {
    name: 'webauthn/authenticate',
    settings: FRESH,
    steps: [usePasskey],
    usesPrepared: true,
    status: 200,
  },
  {
    name: 'm2m, oauth2/token, client_credentials',
    budget: 0.75,
    steps: [issueToken],
    status: 200,
  },
  {
    name: 'connected apps, oauth2/token, authorization_code',
    budget: 0.6,
    steps: [exchangeCode],
    usesPrepared: true,
    status: 200,
  },
  {
    name: 'connected apps, oauth2/token, refresh_token',
    budget: 0.6,
    steps: [refreshTokens],
    status: 200,
  },
];
