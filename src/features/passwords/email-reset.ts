import { apiError } from '../catalogue.ts';
import { endGrants } from '../connected-apps/end-grants.ts';
import { exposesTakeover } from '../logins/takeover.ts';
import type { ResetLink } from '../magic-links/reset-links.ts';
import { verifyPkce } from '../pkce/pkce.ts';
import { assertAttributesMatch } from '../users/attributes.ts';
import type { FactorOf } from '../users/factor.ts';
import { readAttributes } from '../users/identifiers.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { type NewPasswords, namesOf } from './new-password.ts';
import type { Passwords, PasswordsDependencies } from './passwords.service.ts';

const unusable = () => apiError('unable_to_auth_password_reset_token');

/** The address may have been deleted, or was provisional and its time is over. */
function mailedEmail(user: UserRecord | undefined, link: ResetLink): FactorOf<'email'> {
  const email = user && factorsOf(user, 'email').find(({ id }) => id === link.factor_id);
  if (!email) throw unusable();
  return email;
}

export function createEmailReset(
  { database, users, sessions, resetLinks }: PasswordsDependencies,
  newPasswords: NewPasswords,
): Pick<Passwords, 'resetByEmail'> {
  return {
    async resetByEmail(environment, input) {
      const link = await resetLinks.find(environment, input.token);
      if (!link) throw unusable();
      // Only checked: it ends with all the others, and the answer has a session of its own.
      await sessions.loadOptional(environment, input);
      const attributes = readAttributes(input.attributes);
      assertAttributesMatch(link, attributes, input.options);
      verifyPkce(link.code_challenge, input.code_verifier);
      const owner = await users.findByFactor(environment, 'email', link.factor_id);
      const address = mailedEmail(owner, link).data.address;
      users.assertNotLocked(environment, owner as UserRecord);
      const password = await newPasswords.accept(environment, input.password, {
        email: address,
        names: namesOf(owner as UserRecord),
      });
      const { user, recorded } = await database.transaction(async (tx) => {
        // The user before the link, as everywhere.
        const before = await users.lock(tx, environment, link.user_id, unusable);
        if (!(await resetLinks.consume(tx, environment, link))) throw unusable();
        users.assertNotLocked(environment, before);
        const email = mailedEmail(before, link);
        if (exposesTakeover(before, email.id)) await endGrants(tx, environment, before.id);
        const proven = await users.markAuthenticated(tx, environment, before, email.id);
        return newPasswords.reset(tx, environment, proven, password, {
          presented: undefined,
          options: input,
          attributes,
        });
      });
      return { ...(await sessions.answer(environment, user, recorded)), user };
    },
  };
}
