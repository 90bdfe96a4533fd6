import { createHash } from 'node:crypto';
import { apiError } from '../../catalogue.ts';
import { corrupt, equalBytes, fromBase64, fromHex, toBase64 } from './encoding.ts';
import type { DigestConfig, ForeignHash, HashKind } from './foreign-hash.ts';

interface Digest {
  algorithm: 'md5' | 'sha1' | 'sha512';
  bytes: number;
  malformed: 'invalid_md_5_hash' | 'invalid_sha_1_hash' | 'invalid_sha_512_hash';
  config: (input: ForeignHash) => DigestConfig | undefined;
}

const MAX_SALT_BYTES = 1_024;

function readSalt(
  salt: string | undefined,
  error: 'invalid_prepend_salt' | 'invalid_append_salt',
): Buffer {
  const bytes = Buffer.from(salt ?? '');
  if ((salt && !salt.isWellFormed()) || bytes.length > MAX_SALT_BYTES) throw apiError(error);
  return bytes;
}

/**
 * One round of a fast hash. Stored as `$salted-<algorithm>$<prepend>$<append>$<digest>`, each in
 * base64. (`$md5$` and `$sha1$` themselves are crypt formats of other systems.)
 */
const digest = ({ algorithm, bytes, malformed, config }: Digest): HashKind => ({
  ids: [`salted-${algorithm}`],
  readHash(input) {
    const hash = fromHex(input.hash);
    if (hash?.length !== bytes) throw apiError(malformed);
    const { prepend_salt, append_salt } = config(input) ?? {};
    const prepend = readSalt(prepend_salt, 'invalid_prepend_salt');
    const append = readSalt(append_salt, 'invalid_append_salt');
    return `$salted-${algorithm}$${[prepend, append, hash].map(toBase64).join('$')}`;
  },
  async verify(password, stored) {
    const [prepend, append, hash] = stored.split('$').slice(2).map(fromBase64);
    if (!prepend || !append || !hash) throw corrupt();
    const computed = createHash(algorithm).update(prepend).update(password).update(append).digest();
    return equalBytes(computed, hash);
  },
});

export const md5 = digest({
  algorithm: 'md5',
  bytes: 16,
  malformed: 'invalid_md_5_hash',
  config: (input) => input.md_5_config,
});
export const sha1 = digest({
  algorithm: 'sha1',
  bytes: 20,
  malformed: 'invalid_sha_1_hash',
  config: (input) => input.sha_1_config,
});
export const sha512 = digest({
  algorithm: 'sha512',
  bytes: 64,
  malformed: 'invalid_sha_512_hash',
  config: (input) => input.sha_512_config,
});
