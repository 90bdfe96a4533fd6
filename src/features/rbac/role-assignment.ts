import type { Executor } from '../../platform/db/executor.ts';
import type { RbacPolicy } from './policy.ts';
import { removeRole } from './role-assignment.store.ts';

/**
 * A role that leaves the policy leaves its users too, in the transaction that changes the policy:
 * a later role of the same name is another one.
 */
export async function removeDeletedRoles(
  tx: Executor,
  environmentId: string,
  before: RbacPolicy,
  after: RbacPolicy,
): Promise<void> {
  const kept = new Set(after.custom_roles.map(({ role_id }) => role_id));
  for (const { role_id } of before.custom_roles) {
    if (!kept.has(role_id)) await removeRole(tx, environmentId, role_id);
  }
}
