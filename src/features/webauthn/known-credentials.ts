import type { Executor } from '../../platform/db/executor.ts';
import { decodeJson } from '../../platform/db/json.ts';
import type { Environment } from '../projects/environment.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Descriptor } from './options.ts';
import { registrationsOf } from './rules.ts';
import * as store from './webauthn.store.ts';

/** A user's credentials of a domain as browsers are told of them. */
export async function knownCredentials(
  executor: Executor,
  environment: Environment,
  user: UserRecord,
  domain: string,
): Promise<Descriptor[]> {
  const registrations = registrationsOf(user, domain);
  if (registrations.length === 0) return [];
  const rows = await store.credentialsOfUser(executor, environment.id, user.id);
  const transports = new Map(rows.map((row) => [row.factor_id, row.transports]));
  return registrations.map(({ id, identifier }) => ({
    id: identifier,
    transports: decodeJson<string[]>(transports.get(id) ?? '[]'),
  }));
}
