import { createHash } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { apiError } from '../../catalogue.ts';
import { corrupt, equalBytes } from './encoding.ts';
import { type HashKind, inRange } from './foreign-hash.ts';

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SHAPE = /^\$[PH]\$([./0-9A-Za-z])([./0-9A-Za-z]{8})([./0-9A-Za-z]{22})$/;

/** Base-2 logarithm of the rounds. The format goes from 7 to 30; common are 8 to 13. */
const ROUNDS_LOG2 = { min: 7, max: 18 };
/** phpass never hashes longer ones, so no hash can belong to one. */
const MAX_PASSWORD_BYTES = 4_096;
/** Hashed in one turn of the event loop: some tenths of a millisecond. */
const TURN_BYTES = 64 * 1_024;
const TURN_ROUNDS = 128;

const roundsLog2 = (character: string): number => ALPHABET.indexOf(character);

/** Base64 of its own kind: the lowest six bits first. */
function encode(bytes: Buffer): string {
  let text = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const group = bytes.subarray(i, i + 3);
    let value = group.reduce((sum, byte, at) => sum | (byte << (8 * at)), 0);
    for (let n = 0; n <= group.length; n += 1, value >>= 6) text += ALPHABET.charAt(value & 63);
  }
  return text;
}

const md5 = (first: Uint8Array, second: Uint8Array): Buffer =>
  createHash('md5').update(first).update(second).digest();

/** MD5 has no asynchronous form: the rounds give way to other work every so often. */
async function stretch(password: Buffer, salt: string, rounds: number): Promise<Buffer> {
  const turn = Math.max(1, Math.min(TURN_ROUNDS, Math.floor(TURN_BYTES / (password.length + 16))));
  let hash = md5(Buffer.from(salt), password);
  for (let round = 1; round <= rounds; round += 1) {
    hash = md5(hash, password);
    if (round % turn === 0) await nextTurn();
  }
  return hash;
}

/** The portable hashes of phpass (`$P$`, and `$H$` of phpBB), stored as they came. */
export const phpass: HashKind = {
  ids: ['P', 'H'],
  readHash({ hash }) {
    if (/^\$[^$]*\$/.test(hash) && !/^\$[PH]\$/.test(hash)) {
      throw apiError('invalid_phpass_hash_prefix');
    }
    const [, rounds] = SHAPE.exec(hash) ?? [];
    if (!rounds || !inRange(roundsLog2(rounds), ROUNDS_LOG2)) {
      throw apiError('invalid_phpass_hash_format');
    }
    return hash;
  },
  async verify(password, stored) {
    const [, rounds, salt, hash] = SHAPE.exec(stored) ?? [];
    if (!rounds || !salt || !hash) throw corrupt();
    const bytes = Buffer.from(password);
    if (bytes.length > MAX_PASSWORD_BYTES) return false;
    const computed = encode(await stretch(bytes, salt, 2 ** roundsLog2(rounds)));
    return equalBytes(Buffer.from(computed), Buffer.from(hash));
  },
};
