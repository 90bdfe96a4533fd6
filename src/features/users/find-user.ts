import type { Executor } from '../../platform/db/executor.ts';
import type { Channel } from '../../platform/messaging/provider.ts';
import { apiError } from '../catalogue.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import type { Contact } from './contact.ts';
import * as store from './user.store.ts';
import type { UserRecord } from './user-record.ts';

/** The user of the selector, confirmed; undefined where there is none. */
export async function findUser(
  executor: Executor,
  environment: Environment,
  selector: store.UserSelector,
): Promise<UserRecord | undefined> {
  const now = environment.now();
  const { version, user } = await store.findUser(executor, environment.id, selector, now);
  confirmVersion(environment, version);
  return user;
}

/** The user who has the contact, if anybody; throws where nothing must be sent to it any more. */
export async function findRecipient(
  executor: Executor,
  environment: Environment,
  channel: Channel,
  { kind, identifier }: Pick<Contact, 'kind' | 'identifier'>,
): Promise<UserRecord | undefined> {
  const values = { environment: environment.id, channel, kind, identifier };
  const found = await store.findContact(executor, values, environment.now());
  confirmVersion(environment, found.version);
  if (found.suppressed) {
    throw apiError(channel === 'email' ? 'inactive_email' : 'unsubscribed_phone_number');
  }
  return found.user;
}

/**
 * The newest state of a user, whose row stays locked until the transaction ends. `gone` makes the
 * error for one who is not there any more.
 */
export async function lockUser(
  tx: Executor,
  environment: Environment,
  id: string,
  gone: () => Error = () => apiError('user_not_found'),
): Promise<UserRecord> {
  await store.lockUser(tx, environment.id, id);
  const user = await findUser(tx, environment, { by: 'id', id });
  if (!user) throw gone();
  return user;
}
