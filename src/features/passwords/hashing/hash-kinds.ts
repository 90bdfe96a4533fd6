import { apiError } from '../../catalogue.ts';
import { argon2i, argon2id } from './argon2.ts';
import { bcrypt } from './bcrypt.ts';
import { md5, sha1, sha512 } from './digest.ts';
import { corrupt } from './encoding.ts';
import type { ForeignHash, HashKind } from './foreign-hash.ts';
import { pbkdf2 } from './pbkdf2.ts';
import { phpass } from './phpass.ts';
import { scrypt } from './scrypt.ts';

/** By `hash_type`. */
const byType: ReadonlyMap<string, HashKind> = new Map(
  Object.entries({
    bcrypt,
    md_5: md5,
    argon_2i: argon2i,
    argon_2id: argon2id,
    sha_1: sha1,
    sha_512: sha512,
    scrypt,
    phpass,
    pbkdf_2: pbkdf2,
  }),
);

const byId = new Map([...byType.values()].flatMap((kind) => kind.ids.map((id) => [id, kind])));

/** Longer than any hash within the bounds. */
const MAX_LENGTH = 4_096;

/**
 * The stored form of a hash that a migration brings. Microseconds: nothing is hashed. Throws the
 * error of the field that is wrong.
 */
export function readForeignHash(input: ForeignHash): string {
  const kind = byType.get(input.hash_type);
  if (!kind) throw apiError('invalid_hash_type');
  if (input.hash === '' || input.hash.length > MAX_LENGTH) throw apiError('invalid_hash');
  return kind.readHash(input);
}

export function kindOf(stored: string): HashKind {
  const kind = byId.get(stored.split('$', 2)[1] ?? '');
  if (!kind) throw corrupt();
  return kind;
}
