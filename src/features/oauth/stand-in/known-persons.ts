import { factorsOf, type UserRecord } from '../../users/user-record.ts';
import type { Users } from '../../users/users.service.ts';
import type { Issuer } from './issuer.ts';
import type { Person } from './person.ts';

/** More would be a page nobody reads. */
const MAX_PERSONS = 20;

function personOf(user: UserRecord, provider: string): Person | undefined {
  const own = `${provider}:`;
  const account = factorsOf(user, 'oauth').find((one) => one.identifier.startsWith(own));
  if (!account) return undefined;
  const emails = factorsOf(user, 'email');
  const email = emails.find((one) => one.verified) ?? emails[0];
  return {
    sub: account.data.provider_subject,
    ...(email && { email: email.data.address, email_verified: email.verified }),
    ...(user.firstName && { given_name: user.firstName }),
    ...(user.lastName && { family_name: user.lastName }),
  };
}

/** Who has an account at the provider, newest first. */
export async function knownPersons(
  users: Pick<Users, 'listByProvider'>,
  { environment, provider }: Issuer,
): Promise<Person[]> {
  const found = await users.listByProvider(environment, provider, MAX_PERSONS);
  return found.flatMap((user) => personOf(user, provider) ?? []);
}
