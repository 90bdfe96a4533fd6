// The data set. Its tokens, addresses and ids follow from numbers, so that the load generator
// knows them without being told.
import { createHash, createHmac } from 'node:crypto';

/** Sessions whose JWT is known, and handed out again within 30 seconds at any realistic rate. */
export const HOT_SESSIONS = 1_000;
/** The unused passcode of each user. */
export const PASSCODE = '012345';
/** Unused magic links of each user. */
export const LINKS_PER_USER = 3;

/** The seed of every authenticator app (RFC 6238 appendix B). */
export const TOTP_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

/**
 * @typedef {object} World
 * @property {string} environmentId
 * @property {string} authorization the header of the project's credentials
 * @property {number} users
 * @property {string[]} jwts of the first sessions
 */

/** The shape of every opaque token: 44 base64url characters. @param {string} seed */
export const token = (seed) => createHash('sha512').update(seed).digest('base64url').slice(0, 44);

/** @param {number} index */
export const sessionToken = (index) => token(`session ${index}`);

/** @param {number} index */
export const linkToken = (index) => token(`link ${index}`);

/** M2M clients: few enough to be a realistic project, too many to be one row. */
export const CLIENTS = 1_000;

/** @param {number} index */
export const clientId = (index) => `m2m-client-test-${uuidOf(8, index)}`;

/** @param {number} index */
export const clientSecret = (index) => token(`client ${index}`);

/** @param {number} index */
export const emailOf = (index) => `person.number${index}@company${index % 997}.example`;

/**
 * Shaped like version 7, ordered by creation as ours are.
 * @param {number} kind keeps the ids of users, factors and sessions apart
 * @param {number} index
 */
export const uuidOf = (kind, index) =>
  `01900000-000${kind}-7000-8000-${index.toString(16).padStart(12, '0')}`;

/** @param {number} index */
export const userId = (index) => uuidOf(1, index);

/** The number of time steps of 30 seconds since 1970. */
export const timeStep = () => Math.floor(Date.now() / 30_000);

/** The code of a time step. @param {number} step */
export function totpCode(step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac('sha1', '12345678901234567890').update(counter).digest();
  const number = mac.readUInt32BE(mac.readUInt8(19) & 0xf) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, '0');
}

/** Visits all of 0 ... n-1 in an order without locality. @param {number} step @param {number} n */
export const scattered = (step, n) => (step * 7_919) % n;
