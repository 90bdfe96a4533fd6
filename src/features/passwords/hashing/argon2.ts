import { hashRaw } from '@node-rs/argon2';
import { apiError } from '../../catalogue.ts';
import { corrupt, equalBytes, fromBase64, fromHex, toBase64 } from './encoding.ts';
import {
  type Argon2Config,
  type ForeignHash,
  type HashKind,
  inRange,
  KEY_BYTES,
  MAX_SALT_BYTES,
} from './foreign-hash.ts';

export type Argon2Variant = 'argon2i' | 'argon2id';

export interface Argon2Cost {
  memoryKib: number;
  iterations: number;
  threads: number;
}

export interface Argon2Hash extends Argon2Cost {
  variant: Argon2Variant;
  /** RFC 9106 is 19; strings without `v=` are the older 16. */
  version: number;
  salt: Buffer;
  hash: Buffer;
}

/** 256 MiB is libsodium's MODERATE. More would let a few logins of imported users fill the memory. */
const MEMORY_KIB = { min: 8, max: 262_144 };
const THREADS = { min: 1, max: 64 };
/** Memory times passes: 4 GiB take seconds. */
const MAX_WORK_KIB = 4 * 1_048_576;
/** RFC 9106 3.1; the library refuses shorter ones as well. */
const MIN_SALT_BYTES = 8;

const ENCODED =
  /^\$(argon2id?)\$(?:v=(16|19)\$)?m=(\d{1,10}),t=(\d{1,10}),p=(\d{1,10})\$([^$]*)\$([^$]*)$/;

export const formatArgon2 = (h: Argon2Hash): string =>
  `$${h.variant}$v=${h.version}$m=${h.memoryKib},t=${h.iterations},p=${h.threads}` +
  `$${toBase64(h.salt)}$${toBase64(h.hash)}`;

/** Undefined where the string is not one of ours or of the reference implementation. */
export function parseArgon2(encoded: string): Argon2Hash | undefined {
  const [, variant, version = '16', m, t, p, salt, hash] = ENCODED.exec(encoded) ?? [];
  const saltBytes = fromBase64(salt ?? '');
  const hashBytes = fromBase64(hash ?? '');
  if (!variant || !saltBytes || !hashBytes) return undefined;
  return {
    variant: variant as Argon2Variant,
    version: Number(version),
    memoryKib: Number(m),
    iterations: Number(t),
    threads: Number(p),
    salt: saltBytes,
    hash: hashBytes,
  };
}

/** The raw hash, computed on a thread of the pool. */
export function computeArgon2(
  password: string,
  how: Omit<Argon2Hash, 'hash'>,
  length: number,
): Promise<Buffer> {
  return hashRaw(password, {
    // The library's enums exist for the compiler only: 1 is Argon2i and v=19, 0 is v=16.
    algorithm: how.variant === 'argon2i' ? 1 : 2,
    version: how.version === 19 ? 1 : 0,
    memoryCost: how.memoryKib,
    timeCost: how.iterations,
    parallelism: how.threads,
    salt: how.salt,
    outputLen: length,
  });
}

/** Refuses what cannot be computed or would cost too much at every login. */
function checkBounds(hash: Argon2Hash): void {
  const salt = { min: MIN_SALT_BYTES, max: MAX_SALT_BYTES };
  if (!inRange(hash.salt.length, salt)) throw apiError('invalid_argon_2_salt');
  if (!inRange(hash.threads, THREADS)) throw apiError('invalid_argon_2_threads');
  // RFC 9106 3.1: at least 8 KiB a lane.
  const memory = { min: Math.max(MEMORY_KIB.min, 8 * hash.threads), max: MEMORY_KIB.max };
  if (!inRange(hash.memoryKib, memory)) throw apiError('invalid_argon_2_memory');
  const iterations = { min: 1, max: Math.floor(MAX_WORK_KIB / hash.memoryKib) };
  if (!inRange(hash.iterations, iterations)) throw apiError('invalid_argon_2_iteration_amount');
  if (!inRange(hash.hash.length, KEY_BYTES)) throw apiError('invalid_argon_2_key_length');
}

function readEncoded(variant: Argon2Variant, text: string): Argon2Hash {
  if (!text.startsWith(`$${variant}$`)) {
    throw apiError('invalid_hash', { message: `hash is not an encoded ${variant} string.` });
  }
  const hash = parseArgon2(text);
  if (hash) return hash;
  const salt = ENCODED.exec(text)?.[6];
  const saltIsBad = salt !== undefined && !fromBase64(salt);
  throw apiError(saltIsBad ? 'invalid_argon_2_salt' : 'invalid_hash');
}

function readHex(variant: Argon2Variant, text: string, config: Argon2Config): Argon2Hash {
  const hash = fromHex(text);
  if (!hash) {
    throw apiError('invalid_hash', { message: 'hash is neither hexadecimal nor an encoded hash.' });
  }
  if (!config.salt?.isWellFormed()) throw apiError('invalid_argon_2_salt');
  if (!inRange(config.key_length, KEY_BYTES)) throw apiError('invalid_argon_2_key_length');
  if (config.key_length !== hash.length) throw apiError('argon_2_key_length_mismatch');
  return {
    variant,
    version: 19,
    // What is absent fails the bounds.
    memoryKib: config.memory ?? 0,
    iterations: config.iteration_amount ?? 0,
    threads: config.threads ?? 0,
    salt: Buffer.from(config.salt),
    hash,
  };
}

/** The encoded form says everything itself; `argon_2_config` belongs to the hex form only. */
const argon2 = (variant: Argon2Variant): HashKind => ({
  ids: [variant],
  readHash({ hash: text, argon_2_config: config }: ForeignHash): string {
    if (!text.startsWith('$') && !config) {
      throw apiError('invalid_argument', {
        message: 'argon_2_config is required unless the hash is in its encoded form.',
      });
    }
    const hash = text.startsWith('$')
      ? readEncoded(variant, text)
      : readHex(variant, text, config ?? {});
    checkBounds(hash);
    return formatArgon2(hash);
  },
  async verify(password, stored) {
    const hash = parseArgon2(stored);
    if (!hash) throw corrupt();
    return equalBytes(await computeArgon2(password, hash, hash.hash.length), hash.hash);
  },
});

export const argon2i = argon2('argon2i');
export const argon2id = argon2('argon2id');
