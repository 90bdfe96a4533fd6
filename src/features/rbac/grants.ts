import { DEFAULT_ROLE, EVERY_ACTION, type Permission, type RbacPolicy } from './policy.ts';

/** By resource, the actions that are allowed on it. */
export type Grants = ReadonlyMap<string, ReadonlySet<string>>;

const NOTHING: Grants = new Map();

function grantsOf(permissions: readonly Permission[]): Grants {
  const grants = new Map<string, Set<string>>();
  for (const { resource_id, actions } of permissions) {
    const allowed = grants.get(resource_id) ?? new Set();
    for (const action of actions) allowed.add(action);
    grants.set(resource_id, allowed);
  }
  return grants;
}

/** Made once for each copy of a policy that is in memory. */
const byRole = new WeakMap<RbacPolicy, Map<string, Grants>>();

function rolesOf(policy: RbacPolicy): Map<string, Grants> {
  const known = byRole.get(policy);
  if (known) return known;
  const roles = new Map([[DEFAULT_ROLE, grantsOf(policy.stytch_user.permissions)]]);
  for (const { role_id, permissions } of policy.custom_roles) {
    roles.set(role_id, grantsOf(permissions));
  }
  byRole.set(policy, roles);
  return roles;
}

const allows = (grants: Grants, resource: string, action: string): boolean => {
  const actions = grants.get(resource);
  return actions !== undefined && (actions.has(EVERY_ACTION) || actions.has(action));
};

/** The roles among `roles` that allow the action on the resource; one that is no more allows none. */
export function grantingRoles(
  policy: RbacPolicy,
  roles: readonly string[],
  resource: string,
  action: string,
): string[] {
  const known = rolesOf(policy);
  return roles.filter((role) => allows(known.get(role) ?? NOTHING, resource, action));
}

/** What the roles allow together. */
export function mergedGrants(policy: RbacPolicy, roles: readonly string[]): Grants {
  const known = rolesOf(policy);
  const merged = new Map<string, Set<string>>();
  for (const role of roles) {
    for (const [resource, actions] of known.get(role) ?? NOTHING) {
      merged.set(resource, new Set([...(merged.get(resource) ?? []), ...actions]));
    }
  }
  return merged;
}

/** A resource's own actions; undefined where the policy does not describe it. */
const availableActions = (policy: RbacPolicy, resource: string): string[] | undefined =>
  policy.custom_resources.find(({ resource_id }) => resource_id === resource)?.available_actions;

/** Whether the grants hold each of the permissions; `*` asks for every action of its resource. */
export const coversAll = (
  policy: RbacPolicy,
  grants: Grants,
  permissions: readonly Permission[],
): boolean =>
  permissions.every(({ resource_id, actions }) => {
    const wanted = actions.includes(EVERY_ACTION)
      ? (availableActions(policy, resource_id) ?? [EVERY_ACTION])
      : actions;
    return wanted.every((action) => allows(grants, resource_id, action));
  });

/** The actions on a resource by name, with `*` written out, in the order of the resource. */
export function namedActions(policy: RbacPolicy, grants: Grants, resource: string): string[] {
  const actions = [...(grants.get(resource) ?? [])];
  const available = availableActions(policy, resource);
  if (!available) return actions;
  return available.filter((action) => allows(grants, resource, action));
}
