import { scrypt as computeScrypt, type ScryptOptions } from 'node:crypto';
import { promisify } from 'node:util';
import { apiError } from '../../catalogue.ts';
import { corrupt, equalBytes, fromBase64, toBase64 } from './encoding.ts';
import {
  type HashKind,
  inRange,
  KEY_BYTES,
  MAX_SALT_BYTES,
  type ScryptConfig,
} from './foreign-hash.ts';

const compute = promisify<string, Buffer, number, ScryptOptions, Buffer>(computeScrypt);

interface ScryptHash {
  n: number;
  r: number;
  p: number;
  salt: Buffer;
  hash: Buffer;
}

/** "greater than 1 and less than 262,145", a power of two. */
const N = { min: 2, max: 262_144 };
/** The largest N with the usual r = 8. */
const MAX_MEMORY_BYTES = 256 * 1_048_576;
/** N * r * p: the same four times over. It takes seconds. */
const MAX_WORK = 4 * N.max * 8;

const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,10}),p=(\d{1,10})\$([^$]*)\$([^$]*)$/;

const isPowerOfTwo = (n: number): boolean => n > 0 && (n & (n - 1)) === 0;

function parse(text: string): ScryptHash | undefined {
  const [, ln, r, p, salt, hash] = PHC.exec(text) ?? [];
  const saltBytes = fromBase64(salt ?? '');
  const hashBytes = fromBase64(hash ?? '');
  if (!ln || !saltBytes || !hashBytes) return undefined;
  return { n: 2 ** Number(ln), r: Number(r), p: Number(p), salt: saltBytes, hash: hashBytes };
}

function readPhc(text: string): ScryptHash {
  const [, , , , salt, hash] = PHC.exec(text) ?? [];
  if (salt === undefined || hash === undefined) {
    throw apiError('invalid_hash', { message: 'hash is not a PHC string of scrypt.' });
  }
  if (!fromBase64(salt)) throw apiError('invalid_base64_scrypt_salt');
  return parse(text) ?? fail('invalid_base64_scrypt_hash');
}

function fail(error: Parameters<typeof apiError>[0]): never {
  throw apiError(error);
}

function readConfig(text: string, config: ScryptConfig): ScryptHash {
  const hash = fromBase64(text) ?? fail('invalid_base64_scrypt_hash');
  const salt = fromBase64(config.salt ?? '') ?? fail('invalid_base64_scrypt_salt');
  if (!inRange(config.key_length, KEY_BYTES)) fail('invalid_scrypt_parameters');
  if (config.key_length !== hash.length) fail('scrypt_key_length_mismatch');
  const { n_parameter: n = 0, r_parameter: r = 0, p_parameter: p = 0 } = config;
  return { n, r, p, salt, hash };
}

/** Refuses what cannot be computed or would cost too much at every login. */
function checkBounds({ n, r, p, salt, hash }: ScryptHash): void {
  if (!inRange(n, N) || !isPowerOfTwo(n)) fail('invalid_scrypt_n_parameter');
  const rBounds = { min: 1, max: Math.floor(MAX_MEMORY_BYTES / (128 * n)) };
  if (!inRange(r, rBounds)) fail('invalid_scrypt_parameters');
  if (!inRange(p, { min: 1, max: Math.floor(MAX_WORK / (n * r)) })) {
    fail('invalid_scrypt_parameters');
  }
  // RFC 7914 section 2: N < 2^(128 * r / 8).
  if (Math.log2(n) >= 16 * r) fail('invalid_scrypt_parameters');
  if (!inRange(salt.length, { min: 1, max: MAX_SALT_BYTES })) fail('invalid_scrypt_salt_length');
  if (!inRange(hash.length, KEY_BYTES)) fail('invalid_scrypt_parameters');
}

/** Stored as the PHC string, which says everything itself: `scrypt_config` goes with bare base64. */
export const scrypt: HashKind = {
  ids: ['scrypt'],
  readHash({ hash: text, scrypt_config: config }) {
    if (!text.startsWith('$') && !config) {
      throw apiError('invalid_argument', {
        message: 'scrypt_config is required unless the hash is a PHC string.',
      });
    }
    const hash = text.startsWith('$') ? readPhc(text) : readConfig(text, config ?? {});
    checkBounds(hash);
    const { n, r, p, salt } = hash;
    return `$scrypt$ln=${Math.log2(n)},r=${r},p=${p}$${toBase64(salt)}$${toBase64(hash.hash)}`;
  },
  async verify(password, stored) {
    const hash = parse(stored);
    if (!hash) throw corrupt();
    const { n, r, p, salt } = hash;
    // RFC 7914 needs 128 * r * (N + p) bytes and a little; Node's own limit is 32 MiB.
    const maxmem = 128 * r * (n + p + 2) + 1_024;
    const computed = await compute(password, salt, hash.hash.length, { N: n, r, p, maxmem });
    return equalBytes(computed, hash.hash);
  },
};
