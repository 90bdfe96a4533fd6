import { verify } from '@node-rs/bcrypt';
import { apiError } from '../../catalogue.ts';
import { type HashKind, inRange } from './foreign-hash.ts';

const SHAPE =
  /^\$2([aby])\$(\d\d)\$([./A-Za-z0-9]{21})([./A-Za-z0-9])([./A-Za-z0-9]{30})([./A-Za-z0-9])$/;
const ALPHABET = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** The algorithm goes to 31, which takes days: 16 takes seconds. */
const COST = { min: 4, max: 16 };

/** Clears the bits of a last base64 character that carry nothing. */
const clearLow = (character: string, bits: number): string =>
  ALPHABET.charAt((ALPHABET.indexOf(character) >> bits) << bits);

/**
 * `$2a$`, `$2b$` and `$2y$`, stored as they came. `$2x$` marks hashes of a broken implementation and
 * `$2$` an algorithm of 1997: both are refused.
 *
 * Like every bcrypt this one looks at the first 72 bytes of a password. One that holds NUL never
 * matches: bcrypt repeats its key with a NUL in between, so `a` and `a NUL a` would be the same
 * password, and implementations differ in whether they stop there or refuse.
 */
export const bcrypt: HashKind = {
  ids: ['2a', '2b', '2y'],
  readHash({ hash }) {
    const [, version, cost, salt, saltEnd = '', key, keyEnd = ''] = SHAPE.exec(hash) ?? [];
    if (version === undefined) throw apiError('invalid_bcrypt_hash');
    if (!inRange(Number(cost), COST)) throw apiError('invalid_bcrypt_cost');
    // Some implementations left unused bits set, and the verifier reads canonical strings only:
    // 16 bytes of salt leave 4 bits over, 23 bytes of hash leave 2.
    return `$2${version}$${cost}$${salt}${clearLow(saltEnd, 4)}${key}${clearLow(keyEnd, 2)}`;
  },
  async verify(password, stored) {
    return !password.includes('\0') && (await verify(password, stored));
  },
};
