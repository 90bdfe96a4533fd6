// The data set. Its tokens, addresses and ids follow from numbers, so that the load generator
// knows them without being told.
import { createHash } from 'node:crypto';

/** Sessions whose JWT is known, and handed out again within 30 seconds at any realistic rate. */
export const HOT_SESSIONS = 2_000;
/** Unused magic links of each user. */
export const LINKS_PER_USER = 3;

/**
 * @typedef {object} World
 * @property {string} environmentId
 * @property {string} authorization the header of the project's credentials
 * @property {number} users
 * @property {string[]} jwts of the first sessions
 */

/** The shape of every opaque token: 44 base64url characters. @param {string} seed */
const token = (seed) => createHash('sha512').update(seed).digest('base64url').slice(0, 44);

/** @param {number} index */
export const sessionToken = (index) => token(`session ${index}`);

/** @param {number} index */
export const linkToken = (index) => token(`link ${index}`);

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

/** Visits all of 0 ... n-1 in an order without locality. @param {number} step @param {number} n */
export const scattered = (step, n) => (step * 7_919) % n;
