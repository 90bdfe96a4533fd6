import type { Environment } from '../projects/environment.ts';
import { userWireId } from '../users/present-user.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';

/** What the app shows beside the code, to tell accounts apart: email, else number, else user_id. */
export function keyUriAccount(environment: Environment, user: UserRecord): string {
  const [email] = factorsOf(user, 'email');
  const [phone] = factorsOf(user, 'phone_number');
  return email?.data.address ?? phone?.identifier ?? userWireId(environment.kind, user.id);
}
