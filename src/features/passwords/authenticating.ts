import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type { LiveSession } from '../sessions/sessions.service.ts';
import { isSettled } from '../users/user-record.ts';
import type { AuthenticateInput } from './input.ts';
import { insertWhileUnchanged } from './login-guard.ts';
import * as store from './password.store.ts';
import { passwordProof } from './password-proof.ts';
import type { Passwords, PasswordsDependencies } from './passwords.service.ts';
import { mustReset, type Verified, type Verifying } from './verifying.ts';

export function createAuthenticating(
  { database, tools, users, sessions }: PasswordsDependencies,
  verifying: Verifying,
): Pick<Passwords, 'authenticate'> {
  /** What is to be stored anew of a password that has just been right, if anything. */
  async function change(
    environment: Environment,
    { stored, needsRehash }: Verified,
    checked_as: string | null,
    password: string,
  ): Promise<store.StoredPassword | undefined> {
    if (!needsRehash && checked_as === stored.checked_as) return undefined;
    const hash = needsRehash ? await tools.hashing.hash(environment.id, password) : stored.hash;
    return { hash, checked_as };
  }

  /** Undefined where the password was changed meanwhile: it may be wrong by now. */
  function complete(
    environment: Environment,
    verified: Verified,
    changed: store.StoredPassword | undefined,
    presented: LiveSession | undefined,
    input: AuthenticateInput,
  ) {
    return database.transaction(async (tx) => {
      const before = await verifying.lock(tx, environment, verified);
      if (!before) return undefined;
      if (mustReset(before)) throw apiError('reset_password');
      if (changed) {
        const { factorId } = verified;
        await store.putPassword(tx, environment.id, factorId, changed, environment.now());
      }
      const user = await users.markAuthenticated(tx, environment, before, null);
      const recorded = await sessions.record(tx, environment, {
        user,
        factor: passwordProof,
        presented,
        options: input,
        attributes: {},
      });
      return { user, recorded };
    });
  }

  /**
   * The usual login in one round trip: nothing about user and password is to be stored, and a
   * session is to be started. Undefined where it is another or where anything changed meanwhile.
   */
  async function completeAtOnce(
    environment: Environment,
    verified: Verified,
    input: AuthenticateInput,
  ) {
    const { user, factorId, stored } = verified;
    if (!isSettled(user) || input.session_duration_minutes === undefined) return undefined;
    const recorded = await sessions.recordGuarded(
      environment,
      { user, factor: passwordProof, options: input, attributes: {} },
      insertWhileUnchanged,
      { password_id: factorId, hash: stored.hash },
    );
    return recorded && { user, recorded };
  }

  return {
    async authenticate(environment, input) {
      const presented = await sessions.loadOptional(environment, input);
      const { user, recorded } = await verifying.withPassword(
        environment,
        input,
        async (verified) => {
          const { password } = input;
          const examined = await verifying.examine(environment, verified, password);
          if (examined.obstacle === 'breached') await verifying.flag(environment, verified);
          if (examined.obstacle) throw apiError('reset_password');
          const changed = await change(environment, verified, examined.checkedAs, password);
          const atOnce =
            changed || presented ? undefined : await completeAtOnce(environment, verified, input);
          return atOnce ?? complete(environment, verified, changed, presented, input);
        },
      );
      return { ...(await sessions.answer(environment, user, recorded)), user };
    },
  };
}
