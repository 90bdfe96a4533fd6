/**
 * A password hash of another system as `POST /v1/passwords/migrate` brings it
 * (reference/behaviour-core.md 4.4). Types are checked by the operation's schema; absence, ranges
 * and encodings here, so that each field has its own error.
 */
export interface ForeignHash {
  hash: string;
  hash_type: string;
  md_5_config?: DigestConfig | undefined;
  sha_1_config?: DigestConfig | undefined;
  sha_512_config?: DigestConfig | undefined;
  argon_2_config?: Argon2Config | undefined;
  scrypt_config?: ScryptConfig | undefined;
  pbkdf_2_config?: Pbkdf2Config | undefined;
}

/** The hash is digest(prepend_salt + password + append_salt), all as UTF-8. */
export interface DigestConfig {
  prepend_salt?: string | undefined;
  append_salt?: string | undefined;
}

export interface Argon2Config {
  /** As text, like the argument of the `argon2` command; a binary salt needs the encoded form. */
  salt?: string | undefined;
  iteration_amount?: number | undefined;
  /** KiB. */
  memory?: number | undefined;
  threads?: number | undefined;
  /** Bytes. */
  key_length?: number | undefined;
}

export interface ScryptConfig {
  /** Base64. */
  salt?: string | undefined;
  n_parameter?: number | undefined;
  r_parameter?: number | undefined;
  p_parameter?: number | undefined;
  /** Bytes. */
  key_length?: number | undefined;
}

export interface Pbkdf2Config {
  /** Base64. */
  salt?: string | undefined;
  iteration_amount?: number | undefined;
  /** Bytes. */
  key_length?: number | undefined;
  algorithm?: string | undefined;
}

/**
 * One way to hash passwords. Every stored hash is one string of the form `$<id>$...`: the modular
 * crypt or PHC string where the algorithm has one, else a form of the same style that its file
 * describes. So one column holds every kind, and what other systems can read stays readable.
 */
export interface HashKind {
  /** What can stand between the first two `$` of a stored hash of this kind. */
  readonly ids: readonly string[];
  /** Checks what a migration brings and turns it into the stored form. Never hashes. */
  readHash(input: ForeignHash): string;
  /** `stored` came out of `readHash`. Hashes outside of the event loop, compares in constant time. */
  verify(password: string, stored: string): Promise<boolean>;
}

/** Salt and hash of the kinds that leave their length open; PHC asks for 12 bytes or more. */
export const KEY_BYTES = { min: 12, max: 512 };
export const MAX_SALT_BYTES = 512;

export const inRange = (
  value: number | undefined,
  { min, max }: { min: number; max: number },
): value is number =>
  value !== undefined && Number.isInteger(value) && value >= min && value <= max;
