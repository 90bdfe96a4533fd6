import { MINUTE } from '../../platform/clock.ts';
import { apiError } from '../catalogue.ts';
import { assertMutable } from '../sessions/impersonated.ts';
import type { LiveSession } from '../sessions/sessions.service.ts';
import type { AuthenticationFactor } from '../sessions/wire.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { type NewPasswords, namesOf } from './new-password.ts';
import type { Passwords, PasswordsDependencies } from './passwords.service.ts';
import { mustReset } from './verifying.ts';

/** How long ago a proof may be (behaviour-core 4.5). */
const FRESH = 5 * MINUTE;

const provesEmail = ({ type, delivery_method }: AuthenticationFactor): boolean =>
  (type === 'magic_link' || type === 'otp') && delivery_method === 'email';

/**
 * A fresh password, email link or email passcode. Where the password itself is in doubt only the
 * owner of the address may set a new one (behaviour-core 4.6).
 */
function mayReset({ session }: LiveSession, user: UserRecord, now: number): boolean {
  const inDoubt = mustReset(user);
  return session.factors.some(
    (factor) =>
      (provesEmail(factor) || (factor.type === 'password' && !inDoubt)) &&
      now - Date.parse(factor.last_authenticated_at ?? '') <= FRESH,
  );
}

export function createSessionReset(
  { database, users, sessions }: PasswordsDependencies,
  newPasswords: NewPasswords,
): Pick<Passwords, 'resetBySession'> {
  return {
    async resetBySession(environment, input) {
      const live = await sessions.load(environment, input);
      assertMutable(live.session);
      const assertMayReset = (user: UserRecord) => {
        users.assertNotLocked(environment, user);
        if (!mayReset(live, user, environment.now())) {
          throw apiError('session_too_old_to_reset_password');
        }
      };
      assertMayReset(live.user);
      const password = await newPasswords.accept(environment, input.password, {
        email: factorsOf(live.user, 'email')[0]?.data.address,
        names: namesOf(live.user),
      });
      const { user, recorded } = await database.transaction(async (tx) => {
        const before = await users.lock(tx, environment, live.user.id);
        assertMayReset(before);
        const active = await users.markAuthenticated(tx, environment, before, null);
        return newPasswords.reset(tx, environment, active, password, {
          presented: live,
          options: input,
          attributes: {},
        });
      });
      return { ...(await sessions.answer(environment, user, recorded)), user };
    },
  };
}
