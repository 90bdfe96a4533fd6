import { apiError } from '../catalogue.ts';
import { type NewPasswords, namesOf } from './new-password.ts';
import type { Passwords, PasswordsDependencies } from './passwords.service.ts';
import { mustReset, type Verifying } from './verifying.ts';

/** Whoever knows such a password need not be its owner: it proves nothing. */
const provesNothing = () => apiError('cannot_reset_password_with_existing_password');

export function createExistingPasswordReset(
  { database, users, sessions }: PasswordsDependencies,
  newPasswords: NewPasswords,
  verifying: Verifying,
): Pick<Passwords, 'resetByExistingPassword'> {
  return {
    async resetByExistingPassword(environment, input) {
      // Only checked: it ends with all the others, and the answer has a session of its own.
      await sessions.loadOptional(environment, input);
      const { email, existing_password: password, new_password } = input;
      const { user, recorded } = await verifying.withPassword(
        environment,
        { email, password },
        async (verified) => {
          const { obstacle } = await verifying.examine(environment, verified, password);
          if (obstacle === 'breached') await verifying.flag(environment, verified);
          // One that is only weak by today's policy may be changed for a better one.
          if (obstacle === 'flagged' || obstacle === 'breached') throw provesNothing();
          const accepted = await newPasswords.accept(environment, new_password, {
            email: verified.address,
            names: namesOf(verified.user),
          });
          return database.transaction(async (tx) => {
            const before = await verifying.lock(tx, environment, verified);
            if (!before) return undefined;
            if (mustReset(before)) throw provesNothing();
            const active = await users.markAuthenticated(tx, environment, before, null);
            return newPasswords.reset(tx, environment, active, accepted, {
              presented: undefined,
              options: input,
              attributes: {},
            });
          });
        },
      );
      return { ...(await sessions.answer(environment, user, recorded)), user };
    },
  };
}
