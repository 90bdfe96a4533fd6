import { describe, expect, test } from 'vitest';
import { ApiError } from '../../../platform/errors/api-error.ts';
import type { ForeignHash } from './foreign-hash.ts';
import { readForeignHash } from './hash-kinds.ts';

/** The error_type of a refusal, or the stored form. */
function outcome(input: ForeignHash): string {
  try {
    return readForeignHash(input);
  } catch (error) {
    if (error instanceof ApiError) return error.type;
    throw error;
  }
}

const b64 = (bytes: number) => Buffer.alloc(bytes, 7).toString('base64');

describe('hash and hash_type', () => {
  test.each([
    ['an unknown type', { hash_type: 'sha_256', hash: 'ab' }, 'invalid_hash_type'],
    ['a name of JavaScript', { hash_type: 'constructor', hash: 'ab' }, 'invalid_hash_type'],
    ['no hash', { hash_type: 'bcrypt', hash: '' }, 'invalid_hash'],
    ['a huge hash', { hash_type: 'md_5', hash: 'a'.repeat(100_000) }, 'invalid_hash'],
  ])('%s', (_name, input, error) => {
    expect(outcome(input)).toBe(error);
  });
});

describe('bcrypt', () => {
  const rest = `${'a'.repeat(21)}u${'b'.repeat(30)}.`;
  const read = (hash: string) => outcome({ hash_type: 'bcrypt', hash });

  test.each([
    'no bcrypt',
    `$2$10$${rest}`,
    `$2x$10$${rest}`,
    `$2b$1$${rest}`,
    `$2b$+4$${rest}`,
    `$2b$10$${rest}.`,
    `$2b$10$${rest.slice(1)}`,
    `$2b$10$${rest.slice(0, -1)}=`,
    ` $2b$10$${rest}`,
    `$2b$10$${rest}\n`,
  ])('refuses %j', (hash) => {
    expect(read(hash)).toBe('invalid_bcrypt_hash');
  });

  test.each(['00', '03', '17', '31', '99'])('refuses cost %s', (cost) => {
    expect(read(`$2b$${cost}$${rest}`)).toBe('invalid_bcrypt_cost');
  });

  test.each(['04', '16'])('takes cost %s', (cost) => {
    expect(read(`$2y$${cost}$${rest}`)).toBe(`$2y$${cost}$${rest}`);
  });

  test('clears the bits that carry nothing', () => {
    const sloppy = `$2a$10$${'a'.repeat(21)}v${'b'.repeat(30)}1`;
    expect(read(sloppy)).toBe(`$2a$10$${'a'.repeat(21)}u${'b'.repeat(30)}y`);
  });
});

describe.each([
  { hash_type: 'md_5', config: 'md_5_config', digits: 32, error: 'invalid_md_5_hash' },
  { hash_type: 'sha_1', config: 'sha_1_config', digits: 40, error: 'invalid_sha_1_hash' },
  { hash_type: 'sha_512', config: 'sha_512_config', digits: 128, error: 'invalid_sha_512_hash' },
])('$hash_type', ({ hash_type, config, digits, error }) => {
  const hash = 'aB'.repeat(digits / 2);

  test.each(['zz', hash.slice(1), `${hash}00`, `g${hash.slice(1)}`, `${hash}\n`, ` ${hash}`])(
    'refuses the hash %j',
    (text) => {
      expect(outcome({ hash_type, hash: text })).toBe(error);
    },
  );

  test.each(['x'.repeat(1_025), '\ud800'])('refuses the salt %j', (salt) => {
    const read = (salts: object) => outcome({ hash_type, hash, [config]: salts });
    expect(read({ prepend_salt: salt, append_salt: '' })).toBe('invalid_prepend_salt');
    expect(read({ prepend_salt: '', append_salt: salt })).toBe('invalid_append_salt');
  });

  test('takes no config, an empty one and long salts', () => {
    expect(outcome({ hash_type, hash })).toMatch(/^\$salted-/);
    expect(outcome({ hash_type, hash, [config]: {} })).toBe(outcome({ hash_type, hash }));
    const salts = { prepend_salt: 'a'.repeat(1_024), append_salt: 'b\0$' };
    expect(outcome({ hash_type, hash, [config]: salts })).toMatch(/^\$salted-/);
  });
});

describe.each([
  { hash_type: 'argon_2i', name: 'argon2i', other: 'argon2id' },
  { hash_type: 'argon_2id', name: 'argon2id', other: 'argon2i' },
])('$hash_type', ({ hash_type, name, other }) => {
  const config = { salt: 'somesalt', iteration_amount: 2, memory: 64, threads: 1, key_length: 16 };
  const hash = 'ab'.repeat(16);
  const hex = (changes: object) =>
    outcome({ hash_type, hash, argon_2_config: { ...config, ...changes } });
  const encoded = (m: string, t: string, p: string, salt = b64(16), key = b64(32)) =>
    outcome({ hash_type, hash: `$${name}$v=19$m=${m},t=${t},p=${p}$${salt}$${key}` });

  test.each([
    [{ salt: undefined }, 'invalid_argon_2_salt'],
    [{ salt: '' }, 'invalid_argon_2_salt'],
    [{ salt: '7 bytes' }, 'invalid_argon_2_salt'],
    [{ salt: 'x'.repeat(513) }, 'invalid_argon_2_salt'],
    [{ salt: `eight by\udfff` }, 'invalid_argon_2_salt'],
    [{ iteration_amount: undefined }, 'invalid_argon_2_iteration_amount'],
    [{ iteration_amount: 0 }, 'invalid_argon_2_iteration_amount'],
    [{ iteration_amount: -1 }, 'invalid_argon_2_iteration_amount'],
    [{ iteration_amount: 1.5 }, 'invalid_argon_2_iteration_amount'],
    [{ iteration_amount: 2_147_483_647 }, 'invalid_argon_2_iteration_amount'],
    [{ iteration_amount: 17, memory: 262_144 }, 'invalid_argon_2_iteration_amount'],
    [{ memory: undefined }, 'invalid_argon_2_memory'],
    [{ memory: 0 }, 'invalid_argon_2_memory'],
    [{ memory: 7 }, 'invalid_argon_2_memory'],
    [{ memory: 31, threads: 4 }, 'invalid_argon_2_memory'],
    [{ memory: 262_145 }, 'invalid_argon_2_memory'],
    [{ memory: 2_147_483_647 }, 'invalid_argon_2_memory'],
    [{ threads: undefined }, 'invalid_argon_2_threads'],
    [{ threads: 0 }, 'invalid_argon_2_threads'],
    [{ threads: 65, memory: 1_024 }, 'invalid_argon_2_threads'],
    [{ key_length: undefined }, 'invalid_argon_2_key_length'],
    [{ key_length: 11 }, 'invalid_argon_2_key_length'],
    [{ key_length: 513 }, 'invalid_argon_2_key_length'],
    [{ key_length: 17 }, 'argon_2_key_length_mismatch'],
  ])('refuses the config %j', (changes, error) => {
    expect(hex(changes)).toBe(error);
  });

  test('takes the bounds themselves', () => {
    expect(hex({ iteration_amount: 16, memory: 262_144, threads: 64 })).toMatch(/^\$argon2/);
    expect(hex({ iteration_amount: 1, memory: 8, threads: 1 })).toMatch(/^\$argon2/);
  });

  test('asks for the config of a hex hash, and for hex', () => {
    expect(outcome({ hash_type, hash })).toBe('invalid_argument');
    expect(outcome({ hash_type, hash: 'no hex', argon_2_config: config })).toBe('invalid_hash');
  });

  test('refuses encoded hashes that are another variant or none', () => {
    const whole = `v=19$m=64,t=2,p=1$${b64(16)}$${b64(32)}`;
    expect(outcome({ hash_type, hash: `$${other}$${whole}` })).toBe('invalid_hash');
    expect(outcome({ hash_type, hash: `$argon2d$${whole}` })).toBe('invalid_hash');
    expect(outcome({ hash_type, hash: `$${name}$v=18$m=64,t=2,p=1$${b64(16)}$x` })).toBe(
      'invalid_hash',
    );
    expect(outcome({ hash_type, hash: `$${name}$v=19$m=64,t=2$${b64(16)}$${b64(32)}` })).toBe(
      'invalid_hash',
    );
    expect(outcome({ hash_type, hash: `$${name}$` })).toBe('invalid_hash');
  });

  test('holds the numbers of an encoded hash to the same bounds', () => {
    expect(encoded('64', '2', '1')).toMatch(/^\$argon2/);
    expect(encoded('4294967295', '2', '1')).toBe('invalid_argon_2_memory');
    expect(encoded('64', '4294967295', '1')).toBe('invalid_argon_2_iteration_amount');
    expect(encoded('64', '0', '1')).toBe('invalid_argon_2_iteration_amount');
    expect(encoded('64', '2', '255')).toBe('invalid_argon_2_threads');
    expect(encoded('64', '2', '1', b64(7))).toBe('invalid_argon_2_salt');
    expect(encoded('64', '2', '1', '%%%%')).toBe('invalid_argon_2_salt');
    expect(encoded('64', '2', '1', b64(16), '%%%%')).toBe('invalid_hash');
    expect(encoded('64', '2', '1', b64(16), b64(4))).toBe('invalid_argon_2_key_length');
  });
});

describe('scrypt', () => {
  const config = { salt: b64(16), n_parameter: 1_024, r_parameter: 8, p_parameter: 1 };
  const bare = (changes: object, hash = b64(32)) =>
    outcome({
      hash_type: 'scrypt',
      hash,
      scrypt_config: { ...config, key_length: 32, ...changes },
    });
  const phc = (parameters: string, salt = b64(16), key = b64(32)) =>
    outcome({ hash_type: 'scrypt', hash: `$scrypt$${parameters}$${salt}$${key}` });

  test.each([
    [{ salt: undefined }, 'invalid_scrypt_salt_length'],
    [{ salt: '' }, 'invalid_scrypt_salt_length'],
    [{ salt: b64(513) }, 'invalid_scrypt_salt_length'],
    [{ salt: 'not base64!' }, 'invalid_base64_scrypt_salt'],
    [{ salt: 'AAAAA' }, 'invalid_base64_scrypt_salt'],
    [{ salt: 'AAA==' }, 'invalid_base64_scrypt_salt'],
    [{ n_parameter: undefined }, 'invalid_scrypt_n_parameter'],
    [{ n_parameter: 0 }, 'invalid_scrypt_n_parameter'],
    [{ n_parameter: 1 }, 'invalid_scrypt_n_parameter'],
    [{ n_parameter: -2 }, 'invalid_scrypt_n_parameter'],
    [{ n_parameter: 1_000 }, 'invalid_scrypt_n_parameter'],
    [{ n_parameter: 524_288 }, 'invalid_scrypt_n_parameter'],
    [{ r_parameter: undefined }, 'invalid_scrypt_parameters'],
    [{ r_parameter: 0 }, 'invalid_scrypt_parameters'],
    [{ r_parameter: 2_147_483_647 }, 'invalid_scrypt_parameters'],
    [{ n_parameter: 262_144, r_parameter: 9 }, 'invalid_scrypt_parameters'],
    [{ n_parameter: 65_536, r_parameter: 1 }, 'invalid_scrypt_parameters'],
    [{ p_parameter: undefined }, 'invalid_scrypt_parameters'],
    [{ p_parameter: 0 }, 'invalid_scrypt_parameters'],
    [{ p_parameter: 2_147_483_647 }, 'invalid_scrypt_parameters'],
    [{ n_parameter: 262_144, p_parameter: 5 }, 'invalid_scrypt_parameters'],
    [{ key_length: undefined }, 'invalid_scrypt_parameters'],
    [{ key_length: 0 }, 'invalid_scrypt_parameters'],
    [{ key_length: 33 }, 'scrypt_key_length_mismatch'],
  ])('refuses the config %j', (changes, error) => {
    expect(bare(changes)).toBe(error);
  });

  test.each(['no base64!', 'AAAAA', 'AB', 'AAA==', 'AAAAA==='])('refuses the hash %j', (hash) => {
    expect(bare({}, hash)).toBe('invalid_base64_scrypt_hash');
  });

  test('takes base64 of both alphabets, padded or not', () => {
    const bytes = Buffer.alloc(32, 0xfb);
    const texts = [bytes.toString('base64'), bytes.toString('base64url')];
    expect(new Set(texts.map((hash) => bare({}, hash))).size).toBe(1);
  });

  test('asks for the config of a bare hash', () => {
    expect(outcome({ hash_type: 'scrypt', hash: b64(32) })).toBe('invalid_argument');
  });

  test('holds a PHC string to the same bounds', () => {
    expect(phc('ln=15,r=8,p=1')).toMatch(/^\$scrypt\$ln=15,r=8,p=1\$/);
    expect(phc('ln=19,r=8,p=1')).toBe('invalid_scrypt_n_parameter');
    expect(phc('ln=99,r=8,p=1')).toBe('invalid_scrypt_n_parameter');
    expect(phc('ln=0,r=8,p=1')).toBe('invalid_scrypt_n_parameter');
    expect(phc('ln=15,r=9999999999,p=1')).toBe('invalid_scrypt_parameters');
    expect(phc('ln=15,r=8,p=0')).toBe('invalid_scrypt_parameters');
    expect(phc('ln=15,r=8')).toBe('invalid_hash');
    expect(phc('N=32768,r=8,p=1')).toBe('invalid_hash');
    expect(phc('ln=15,r=8,p=1', '!')).toBe('invalid_base64_scrypt_salt');
    expect(phc('ln=15,r=8,p=1', b64(16), '!')).toBe('invalid_base64_scrypt_hash');
    expect(phc('ln=15,r=8,p=1', b64(16), b64(4))).toBe('invalid_scrypt_parameters');
  });
});

describe('phpass', () => {
  const rest = `saltsalt${'h'.repeat(22)}`;
  const read = (hash: string) => outcome({ hash_type: 'phpass', hash });

  test.each([`$S$B${rest}`, `$2y$10$${rest}`, `$P5$B${rest}`])(
    'refuses the prefix of %j',
    (hash) => {
      expect(read(hash)).toBe('invalid_phpass_hash_prefix');
    },
  );

  test.each([
    'no phpass',
    `P$B${rest}`,
    `$P$B${rest}x`,
    `$P$B${rest.slice(1)}`,
    `$P$B${rest.slice(1)}=`,
    // 2^6, 2^19 and 2^30 rounds.
    `$P$4${rest}`,
    `$P$H${rest}`,
    `$P$S${rest}`,
  ])('refuses %j', (hash) => {
    expect(read(hash)).toBe('invalid_phpass_hash_format');
  });

  test.each([`$P$5${rest}`, `$H$G${rest}`])('takes %j', (hash) => {
    expect(read(hash)).toBe(hash);
  });
});

describe('pbkdf_2', () => {
  const config = { salt: b64(16), iteration_amount: 1_000, key_length: 32, algorithm: 'sha256' };
  const read = (changes: object, hash = b64(32)) =>
    outcome({ hash_type: 'pbkdf_2', hash, pbkdf_2_config: { ...config, ...changes } });

  test.each([
    [{ salt: undefined }, 'invalid_pbkdf_2_salt'],
    [{ salt: '' }, 'invalid_pbkdf_2_salt'],
    [{ salt: 'not base64!' }, 'invalid_pbkdf_2_salt'],
    [{ salt: b64(513) }, 'invalid_pbkdf_2_salt'],
    [{ iteration_amount: undefined }, 'invalid_pbkdf_2_iteration_amount'],
    [{ iteration_amount: 0 }, 'invalid_pbkdf_2_iteration_amount'],
    [{ iteration_amount: 1.5 }, 'invalid_pbkdf_2_iteration_amount'],
    [{ iteration_amount: 2_147_483_647 }, 'invalid_pbkdf_2_iteration_amount'],
    [{ key_length: undefined }, 'pbkdf_2_key_length_mismatch'],
    [{ key_length: 64 }, 'pbkdf_2_key_length_mismatch'],
    [{ algorithm: 'sha1' }, 'invalid_pbkdf_2_algorithm'],
    [{ algorithm: 'SHA256' }, 'invalid_pbkdf_2_algorithm'],
  ])('refuses the config %j', (changes, error) => {
    expect(read(changes)).toBe(error);
  });

  test.each(['no base64!', 'AAAAA', b64(11), b64(513)])('refuses the hash %j', (hash) => {
    expect(read({}, hash)).toBe('invalid_pbkdf_2_hash');
  });

  test('counts the iterations of every block of a long key', () => {
    const long = { key_length: 512, iteration_amount: 400_000 };
    expect(read(long, b64(512))).toBe('invalid_pbkdf_2_iteration_amount');
    expect(read({ iteration_amount: 5_000_000 })).toMatch(/^\$pbkdf2-sha256\$i=5000000\$/);
  });

  test('takes sha256 where no algorithm is named, and asks for the config', () => {
    expect(read({ algorithm: undefined })).toBe(read({}));
    expect(read({ algorithm: '' })).toBe(read({}));
    expect(outcome({ hash_type: 'pbkdf_2', hash: b64(32) })).toBe('invalid_argument');
  });
});
