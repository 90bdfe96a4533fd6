import type { Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { endAttaching } from '../oauth/end-attaching.ts';
import type { Environment } from '../projects/environment.ts';
import type { RecordedSession, Sessions } from '../sessions/sessions.service.ts';
import { readEmail } from '../users/identifiers.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { StrengthCheckInput } from './input.ts';
import * as store from './password.store.ts';
import { passwordProof } from './password-proof.ts';
import { checkPasswordText } from './password-text.ts';
import type { PasswordsDependencies } from './passwords.service.ts';
import { rulesDigest } from './strength/rules-digest.ts';
import { refusalOf, type StrengthResult } from './strength/strength.ts';

/** Whose password it is going to be: what an attacker would try first. */
export interface Owner {
  email?: string | undefined;
  names: readonly string[];
}

export const namesOf = ({ firstName, middleName, lastName }: UserRecord): string[] =>
  [firstName, middleName, lastName].filter((name) => name !== '');

/** The rules for passwords that are being set, whichever way. */
export interface NewPasswords {
  check(environment: Environment, input: StrengthCheckInput): Promise<StrengthResult>;
  /**
   * What to store of a password that may be set; else throws `weak_password` or
   * `breached_password`. Nothing else may be used up before.
   */
  accept(environment: Environment, password: string, owner: Owner): Promise<store.StoredPassword>;
  /**
   * Ends a reset of a locked user: the new password, no sessions but `presented`, no reset link
   * that still works, no account that is still being attached, and a session that notes the password.
   */
  reset(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    password: store.StoredPassword,
    login: Pick<Parameters<Sessions['record']>[2], 'presented' | 'options' | 'attributes'>,
  ): Promise<{ user: UserRecord; recorded: RecordedSession }>;
  /** Sets the password of a locked or new user. A reset that was demanded is thereby done. */
  set(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    password: store.StoredPassword,
  ): Promise<UserRecord>;
}

export function createNewPasswords({
  tools,
  users,
  sessions,
  resetLinks,
}: PasswordsDependencies): NewPasswords {
  const contextOf = (environment: Environment, owner: Owner) => ({
    environmentId: environment.id,
    ...owner,
  });

  const strengthOf = (environment: Environment, password: string, owner: Owner) => {
    checkPasswordText(password);
    const policy = environment.settings.password_strength;
    return tools.strength.check(password, policy, contextOf(environment, owner));
  };

  const set: NewPasswords['set'] = async (tx, environment, user, password) => {
    const put = await users.putPassword(tx, environment, user, { requiresReset: false });
    await store.putPassword(tx, environment.id, put.factor.id, password, environment.now());
    return put.user;
  };

  return {
    async check(environment, { password, email }) {
      const address = email === undefined ? undefined : readEmail(email).address;
      return strengthOf(environment, password, { email: address, names: [] });
    },

    async accept(environment, password, owner) {
      const refusal = refusalOf(await strengthOf(environment, password, owner));
      if (refusal) throw apiError(refusal);
      const policy = environment.settings.password_strength;
      return {
        hash: await tools.hashing.hash(environment.id, password),
        checked_as: rulesDigest(policy, contextOf(environment, owner)),
      };
    },

    set,

    async reset(tx, environment, before, password, login) {
      const user = await set(tx, environment, before, password);
      await sessions.revokeAllOfUser(tx, environment, user.id, login.presented?.session.id);
      await resetLinks.endAll(tx, environment, user.id);
      await endAttaching(tx, environment, user.id);
      const recorded = await sessions.record(tx, environment, {
        user,
        factor: passwordProof,
        ...login,
      });
      return { user, recorded };
    },
  };
}
