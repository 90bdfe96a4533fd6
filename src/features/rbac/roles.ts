import { apiError } from '../catalogue.ts';
import { DEFAULT_ROLE, type RbacPolicy } from './policy.ts';

const MAX_ROLES = 100;

/** Those that the policy has and that are not held by everybody anyway, each once. */
export function assignableRoles(policy: RbacPolicy, roles: readonly string[]): string[] {
  const known = new Set(policy.custom_roles.map(({ role_id }) => role_id));
  return [...new Set(roles)].filter((role) => known.has(role));
}

/** Checks explicit role ids against the policy; duplicates count once. */
export function readRoles(policy: RbacPolicy, roles: readonly string[]): string[] {
  const wanted = [...new Set(roles)];
  if (wanted.length > MAX_ROLES) throw apiError('too_many_roles');
  for (const role of wanted) {
    if (role === DEFAULT_ROLE) throw apiError('cannot_assign_default_rbac_role_id');
    if (!policy.custom_roles.some((custom) => custom.role_id === role)) {
      throw apiError('invalid_role');
    }
  }
  return wanted;
}
