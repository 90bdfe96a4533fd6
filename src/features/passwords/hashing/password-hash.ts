import { randomBytes } from 'node:crypto';
import { apiError } from '../../catalogue.ts';
import type { FairQueue } from '../fair-queue.ts';
import { type Argon2Cost, computeArgon2, formatArgon2, parseArgon2 } from './argon2.ts';
import { kindOf } from './hash-kinds.ts';

/** OWASP's recommendation, the least that is allowed. */
export const defaultCost: Argon2Cost = { memoryKib: 19_456, iterations: 2, threads: 1 };

const VERSION = 19;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

export interface Verification {
  ok: boolean;
  /** The password is right, but its hash is not as `hash` makes them today. */
  needsRehash: boolean;
}

/** Makes and checks stored hashes. `tenant` is the environment's id: whose turn it costs. */
export interface PasswordHashing {
  /** Argon2id as a PHC string. Refuses text that has no UTF-8 form with `bad_request`. */
  hash(tenant: string, password: string): Promise<string>;
  /** Of any kind that can be stored. Throws where `stored` cannot be read at all. */
  verify(tenant: string, password: string, stored: string): Promise<Verification>;
}

export interface PasswordHashingOptions {
  queue: FairQueue;
  cost?: Argon2Cost;
  randomBytes?: (size: number) => Buffer;
}

export function createPasswordHashing(options: PasswordHashingOptions): PasswordHashing {
  const { queue, cost = defaultCost } = options;
  const random = options.randomBytes ?? randomBytes;

  /**
   * Anything but today's form is old, stronger ones too: a login costs what the operator has chosen,
   * not what was imported, and raising as well as lowering the cost reaches every user who logs in.
   */
  function isCurrent(stored: string): boolean {
    const hash = parseArgon2(stored);
    return (
      hash?.variant === 'argon2id' &&
      hash.version === VERSION &&
      hash.memoryKib === cost.memoryKib &&
      hash.iterations === cost.iterations &&
      hash.threads === cost.threads &&
      hash.salt.length >= SALT_BYTES &&
      hash.hash.length === HASH_BYTES
    );
  }

  return {
    async hash(tenant, password) {
      if (!password.isWellFormed()) throw apiError('bad_request');
      const how = {
        ...cost,
        variant: 'argon2id',
        version: VERSION,
        salt: random(SALT_BYTES),
      } as const;
      const hash = await queue.run(tenant, () => computeArgon2(password, how, HASH_BYTES));
      return formatArgon2({ ...how, hash });
    },
    async verify(tenant, password, stored) {
      const kind = kindOf(stored);
      // What has no UTF-8 form is hashed as something else, which may be the password.
      const matches = await queue.run(tenant, () => kind.verify(password, stored));
      const ok = matches && password.isWellFormed();
      return { ok, needsRehash: ok && !isCurrent(stored) };
    },
  };
}
