import type { Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { emailContact } from '../users/contact.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { namesOf } from './new-password.ts';
import * as store from './password.store.ts';
import type { PasswordsDependencies } from './passwords.service.ts';
import { rulesDigest } from './strength/rules-digest.ts';

/** A password that was right a moment ago. */
export interface Verified {
  user: UserRecord;
  /** Folded address it was given with, and the address as stored. */
  identifier: string;
  address: string;
  factorId: string;
  /** What it was checked against: whatever is decided by it must find the hash unchanged. */
  stored: store.StoredPassword;
  needsRehash: boolean;
}

export interface Examination {
  /** What stands in the way of a right password. */
  obstacle?: 'flagged' | 'breached' | 'weak';
  checkedAs: string | null;
}

export interface Verifying {
  /**
   * Runs `decide` with a right password. It answers undefined where the password was changed in
   * the meantime: then all is decided again.
   */
  withPassword<T>(
    environment: Environment,
    credentials: { email: string; password: string },
    decide: (verified: Verified) => Promise<T | undefined>,
  ): Promise<T>;
  /** The user, locked, if the password that was verified is still the one; else undefined. */
  lock(tx: Executor, environment: Environment, verified: Verified): Promise<UserRecord | undefined>;
  /**
   * Why a right password does not let in (behaviour-core 4.3); else the rules that it is now known
   * to meet.
   */
  examine(environment: Environment, verified: Verified, password: string): Promise<Examination>;
  /** Notes that the password must be reset, whatever the settings will say. */
  flag(environment: Environment, verified: Verified): Promise<void>;
}

/** Each lost race means that another call changed the password. */
const MAX_TRIES = 5;

export const mustReset = (user: UserRecord): boolean =>
  factorsOf(user, 'password').some((password) => password.data.requires_reset);

export function createVerifying({
  database,
  tools,
  users,
  userLocks,
  contacts,
}: PasswordsDependencies): Verifying {
  /** In the order of behaviour-core 4.3, where the contract tells who has an account. */
  async function verify(
    environment: Environment,
    credentials: { email: string; password: string },
  ): Promise<Verified> {
    const contact = emailContact(credentials.email);
    const user = await contacts.owner(environment, contact);
    if (!user) throw apiError('email_not_found');
    users.assertNotLocked(environment, user);
    const [factor] = factorsOf(user, 'password');
    const stored = factor && (await store.findPassword(database, environment.id, factor.id));
    if (!factor || !stored) throw apiError('no_user_password');
    const { ok, needsRehash } = await tools.hashing.verify(
      environment.id,
      credentials.password,
      stored.hash,
    );
    if (!ok) {
      const outcome = await userLocks.recordFailure(environment, user.id);
      // Of many guesses at once only those before the lock may tell wrong from right.
      throw apiError(
        outcome === 'was_locked' ? 'user_lock_limit_reached' : 'unauthorized_credentials',
      );
    }
    const { identifier } = contact;
    const { address } = contact.email;
    return { user, identifier, address, factorId: factor.id, stored, needsRehash };
  }

  async function lock(
    tx: Executor,
    environment: Environment,
    verified: Verified,
  ): Promise<UserRecord | undefined> {
    const { factorId, identifier, stored } = verified;
    const user = await users.lock(tx, environment, verified.user.id, () =>
      apiError('email_not_found'),
    );
    users.assertNotLocked(environment, user);
    const now = await store.findPassword(tx, environment.id, factorId);
    const named = factorsOf(user, 'email').some((email) => email.identifier === identifier);
    return named && now?.hash === stored.hash ? user : undefined;
  }

  return {
    lock,

    async withPassword(environment, credentials, decide) {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        const result = await decide(await verify(environment, credentials));
        if (result !== undefined) return result;
      }
      throw apiError('server_unavailable');
    },

    async examine(environment, verified, password) {
      const { checked_as: checkedAs } = verified.stored;
      if (mustReset(verified.user)) return { obstacle: 'flagged', checkedAs };
      const settings = environment.settings.password_strength;
      if (settings.check_breach_on_authentication && (await tools.breach.isBreached(password))) {
        return { obstacle: 'breached', checkedAs };
      }
      if (!settings.validate_on_authentication) return { checkedAs };
      const context = {
        environmentId: environment.id,
        email: verified.address,
        names: namesOf(verified.user),
      };
      const rules = rulesDigest(settings, context);
      if (rules === checkedAs) return { checkedAs };
      const policy = { ...settings, check_breach_on_creation: false };
      const { valid_password } = await tools.strength.check(password, policy, context);
      return valid_password ? { checkedAs: rules } : { obstacle: 'weak', checkedAs };
    },

    async flag(environment, verified) {
      await database.transaction(async (tx) => {
        const user = await lock(tx, environment, verified);
        if (user) await users.putPassword(tx, environment, user, { requiresReset: true });
      });
    },
  };
}
