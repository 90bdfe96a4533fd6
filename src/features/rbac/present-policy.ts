import { DEFAULT_ROLE, type RbacPolicy } from './policy.ts';
import type { ManagedPolicy, Policy } from './wire.ts';

/** The policy of the API: all roles in one list, the built-in one first. */
export const presentPolicy = (policy: RbacPolicy): Policy => ({
  roles: [
    { role_id: DEFAULT_ROLE, description: '', permissions: policy.stytch_user.permissions },
    ...policy.custom_roles,
  ],
  resources: policy.custom_resources.map(({ resource_id, description, available_actions }) => ({
    resource_id,
    description,
    actions: available_actions,
  })),
  scopes: policy.custom_scopes,
});

/** The policy of the management API. */
export const presentManagedPolicy = (policy: RbacPolicy): ManagedPolicy => ({
  // Resources of the API itself exist for B2B projects only.
  stytch_resources: [],
  custom_roles: policy.custom_roles,
  custom_resources: policy.custom_resources,
  custom_scopes: policy.custom_scopes,
  stytch_user: policy.stytch_user,
});
