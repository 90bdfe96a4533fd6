import { pbkdf2 as computePbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { apiError } from '../../catalogue.ts';
import { corrupt, equalBytes, fromBase64, toBase64 } from './encoding.ts';
import { type HashKind, inRange, KEY_BYTES, MAX_SALT_BYTES } from './foreign-hash.ts';

const compute = promisify(computePbkdf2);

/** What each algorithm gives a block, in bytes. A longer key costs the iterations once a block. */
const BLOCK = { sha256: 32, sha512: 64 } as const;
type Algorithm = keyof typeof BLOCK;

/** Iterations of all blocks: five times what is recommended today. It takes seconds. */
const MAX_WORK = 5_000_000;

const STORED = /^\$pbkdf2-(sha256|sha512)\$i=(\d+)\$([^$]*)\$([^$]+)$/;

function readAlgorithm(text: string | undefined): Algorithm {
  if (!text) return 'sha256';
  if (text !== 'sha256' && text !== 'sha512') throw apiError('invalid_pbkdf_2_algorithm');
  return text;
}

/** Stored as `$pbkdf2-<algorithm>$i=<iterations>$<salt>$<hash>`. */
export const pbkdf2: HashKind = {
  ids: ['pbkdf2-sha256', 'pbkdf2-sha512'],
  readHash({ hash: text, pbkdf_2_config: config }) {
    if (!config) throw apiError('invalid_argument', { message: 'pbkdf_2_config is required.' });
    const hash = fromBase64(text);
    if (!hash || !inRange(hash.length, KEY_BYTES)) throw apiError('invalid_pbkdf_2_hash');
    const salt = fromBase64(config.salt ?? '');
    if (!salt || !inRange(salt.length, { min: 1, max: MAX_SALT_BYTES })) {
      throw apiError('invalid_pbkdf_2_salt');
    }
    const algorithm = readAlgorithm(config.algorithm);
    if (config.key_length !== hash.length) throw apiError('pbkdf_2_key_length_mismatch');
    const blocks = Math.ceil(hash.length / BLOCK[algorithm]);
    const iterations = config.iteration_amount;
    if (!inRange(iterations, { min: 1, max: Math.floor(MAX_WORK / blocks) })) {
      throw apiError('invalid_pbkdf_2_iteration_amount');
    }
    return `$pbkdf2-${algorithm}$i=${iterations}$${toBase64(salt)}$${toBase64(hash)}`;
  },
  async verify(password, stored) {
    const [, algorithm, iterations, salt, hash] = STORED.exec(stored) ?? [];
    const saltBytes = fromBase64(salt ?? '');
    const hashBytes = fromBase64(hash ?? '');
    if (!algorithm || !saltBytes || !hashBytes) throw corrupt();
    const length = hashBytes.length;
    const computed = await compute(password, saltBytes, Number(iterations), length, algorithm);
    return equalBytes(computed, hashBytes);
  },
};
