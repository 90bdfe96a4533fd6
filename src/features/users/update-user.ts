import type { Updateable } from 'kysely';
import { isUniqueViolation } from '../../platform/db/errors.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import type { UserTable } from '../../platform/db/schema.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { readRoles } from '../rbac/roles.ts';
import { findUser } from './find-user.ts';
import { readAttributes, readExternalId } from './identifiers.ts';
import { mergeMetadata } from './metadata.ts';
import { mergeName, nameSearchText, type StoredName } from './name.ts';
import type { UserChanges } from './new-user.ts';
import * as store from './user.store.ts';
import type { UserRecord } from './user-record.ts';

const storedName = (user: UserRecord): StoredName => ({
  first_name: user.firstName,
  middle_name: user.middleName,
  last_name: user.lastName,
});

function changedColumns(
  environment: Environment,
  user: UserRecord,
  changes: UserChanges,
): Updateable<UserTable> {
  const row: Updateable<UserTable> = {};
  if (changes.name !== undefined) {
    const name = mergeName(storedName(user), changes.name);
    Object.assign(row, name, { name_search: nameSearchText(name) });
  }
  if (changes.trusted_metadata !== undefined) {
    const merged = mergeMetadata(user.trustedMetadata, changes.trusted_metadata);
    row.trusted_metadata = encodeJson(merged);
  }
  if (changes.untrusted_metadata !== undefined) {
    const merged = mergeMetadata(user.untrustedMetadata, changes.untrusted_metadata);
    row.untrusted_metadata = encodeJson(merged);
  }
  if (changes.external_id !== undefined) row.external_id = readExternalId(changes.external_id);
  if (changes.roles !== undefined) {
    row.roles = encodeJson(readRoles(environment.settings.rbac_policy, changes.roles));
  }
  if (changes.attributes !== undefined) {
    row.attributes = encodeJson(readAttributes(changes.attributes));
  }
  return row;
}

/** What is given changes, all else stays (behaviour-core 1.4). `user` is locked. */
export async function updateUser(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  changes: UserChanges,
): Promise<UserRecord> {
  const row = changedColumns(environment, user, changes);
  if (Object.keys(row).length === 0) return user;
  try {
    await store.updateUser(tx, environment.id, user.id, row);
  } catch (error) {
    if (isUniqueViolation(error)) throw apiError('duplicate_user_external_id');
    throw error;
  }
  const changed = await findUser(tx, environment, { by: 'id', id: user.id });
  if (!changed) throw apiError('user_not_found');
  return changed;
}
