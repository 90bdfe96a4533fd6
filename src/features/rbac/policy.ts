/** The role every user holds without being given it (behaviour-core 9). */
export const DEFAULT_ROLE = 'stytch_user';

export interface Permission {
  resource_id: string;
  /** Action names; `*` stands for each. */
  actions: string[];
}

export interface RbacPolicy {
  stytch_user: { permissions: Permission[] };
  custom_roles: { role_id: string; description: string; permissions: Permission[] }[];
}

const permits = (permission: Permission, resource: string, action: string): boolean =>
  permission.resource_id === resource &&
  (permission.actions.includes('*') || permission.actions.includes(action));

/** The roles among `roles` that allow the action on the resource. */
export function grantingRoles(
  policy: RbacPolicy,
  roles: readonly string[],
  resource: string,
  action: string,
): string[] {
  return roles.filter((role) => {
    const permissions =
      role === DEFAULT_ROLE
        ? policy.stytch_user.permissions
        : policy.custom_roles.find((custom) => custom.role_id === role)?.permissions;
    return permissions?.some((permission) => permits(permission, resource, action)) ?? false;
  });
}
