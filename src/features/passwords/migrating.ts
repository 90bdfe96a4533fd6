import type { Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { ContactGone } from '../contacts/contacts.service.ts';
import type { Environment } from '../projects/environment.ts';
import { emailContact, phoneContact } from '../users/contact.ts';
import type { FactorOf } from '../users/factor.ts';
import { assertRoomForFactor } from '../users/unverified-factors.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { readForeignHash } from './hashing/hash-kinds.ts';
import type { MigrateInput } from './input.ts';
import * as store from './password.store.ts';
import type { Passwords, PasswordsDependencies } from './passwords.service.ts';

export function createMigrating({
  users,
  contacts,
  limits,
}: PasswordsDependencies): Pick<Passwords, 'migrate'> {
  type Email = ReturnType<typeof emailContact>;

  const emailOf = (user: UserRecord, { identifier }: Email): FactorOf<'email'> | undefined =>
    factorsOf(user, 'email').find((email) => email.identifier === identifier);

  async function addPhone(
    tx: Executor,
    environment: Environment,
    user: UserRecord,
    number: string,
    verified: boolean,
  ): Promise<UserRecord> {
    const contact = phoneContact(number);
    const find = (one: UserRecord) =>
      factorsOf(one, 'phone_number').find(({ identifier }) => identifier === contact.identifier);
    let changed = user;
    if (!find(user)) {
      assertRoomForFactor(user);
      changed = await users.addContact(tx, environment, user, contact);
    }
    const phone = find(changed);
    return verified && phone ? users.verifyFactor(tx, environment, changed, phone.id) : changed;
  }

  /** A user who is there gets what the call has; id and roles are only for new users (4.4). */
  async function update(
    tx: Executor,
    environment: Environment,
    found: UserRecord,
    email: Email,
    input: MigrateInput,
  ): Promise<UserRecord> {
    let user = await users.lock(tx, environment, found.id, () => new ContactGone());
    const factor = emailOf(user, email);
    if (!factor) throw new ContactGone();
    if (factorsOf(user, 'password').length > 0) throw apiError('password_already_exists');
    const { name, trusted_metadata, untrusted_metadata } = input;
    const changes = { name, trusted_metadata, untrusted_metadata };
    user = await users.updateWithin(tx, environment, user, changes);
    if (input.set_email_verified) {
      user = await users.verifyFactor(tx, environment, user, factor.id);
    }
    if (input.phone_number === undefined) return user;
    const verified = input.set_phone_number_verified ?? false;
    return addPhone(tx, environment, user, input.phone_number, verified);
  }

  return {
    async migrate(environment, input) {
      const stored = { hash: readForeignHash(input), checked_as: null };
      const contact = emailContact(input.email);
      const owner = await contacts.owner(environment, contact);
      await limits.take(environment, { 'passwords.migrate': environment.id });
      return contacts.ownerOrNew(
        environment,
        contact,
        owner,
        (tx) => {
          const { email, phone_number, name, external_id, roles } = input;
          const { trusted_metadata, untrusted_metadata } = input;
          const user = { email, phone_number, name, external_id, roles };
          const given = {
            email: input.set_email_verified,
            phone_number: input.set_phone_number_verified,
            password: { requiresReset: false },
          };
          const details = { ...user, trusted_metadata, untrusted_metadata };
          return users.createWithin(tx, environment, details, given);
        },
        async (tx, found, created) => {
          const user = created ? found : await update(tx, environment, found, contact, input);
          const put = await users.putPassword(tx, environment, user, { requiresReset: false });
          await store.putPassword(tx, environment.id, put.factor.id, stored, environment.now());
          const email = emailOf(put.user, contact) as FactorOf<'email'>;
          return { user: put.user, email, created };
        },
      );
    },
  };
}
