import { apiError } from '../catalogue.ts';
import { emailContact } from '../users/contact.ts';
import type { FactorOf } from '../users/factor.ts';
import { factorsOf } from '../users/user-record.ts';
import type { NewPasswords } from './new-password.ts';
import { passwordProof } from './password-proof.ts';
import type { Passwords, PasswordsDependencies } from './passwords.service.ts';

export function createCreating(
  { database, users, contacts, sessions }: PasswordsDependencies,
  newPasswords: NewPasswords,
): Pick<Passwords, 'create'> {
  return {
    async create(environment, input) {
      const contact = emailContact(input.email);
      // Before the costly part; whoever comes in between fails in the transaction.
      if (await contacts.owner(environment, contact)) throw apiError('duplicate_email');
      const { first_name, middle_name, last_name } = input.name ?? {};
      const password = await newPasswords.accept(environment, input.password, {
        email: contact.email.address,
        names: [first_name, middle_name, last_name].filter((name) => name !== undefined),
      });
      const { email, name, trusted_metadata, untrusted_metadata } = input;
      const { user, recorded } = await database.transaction(async (tx) => {
        const details = { email, name, trusted_metadata, untrusted_metadata };
        const given = { password: { requiresReset: false } };
        const made = await users.createWithin(tx, environment, details, given);
        const user = await newPasswords.set(tx, environment, made, password);
        const recorded = await sessions.record(tx, environment, {
          user,
          factor: passwordProof,
          presented: undefined,
          options: input,
          attributes: {},
        });
        return { user, recorded };
      });
      const answer = await sessions.answer(environment, user, recorded);
      return { ...answer, user, email: factorsOf(user, 'email')[0] as FactorOf<'email'> };
    },
  };
}
