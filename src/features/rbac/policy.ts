/** The role every user holds without being given it (behaviour-core 9). */
export const DEFAULT_ROLE = 'stytch_user';

/** Stands for each action of a resource. */
export const EVERY_ACTION = '*';

export interface Permission {
  resource_id: string;
  /** Action names, or `*` alone. */
  actions: string[];
}

export interface Resource {
  resource_id: string;
  description: string;
  available_actions: string[];
}

export interface Role {
  role_id: string;
  description: string;
  permissions: Permission[];
}

/** What a Connected App may be granted; a user can grant it who holds all its permissions. */
export interface Scope {
  scope: string;
  description: string;
  permissions: Permission[];
}

/** As the management API has it; everything keeps the order in which it was written. */
export interface RbacPolicy {
  stytch_user: { permissions: Permission[] };
  custom_roles: Role[];
  custom_resources: Resource[];
  custom_scopes: Scope[];
}

/** The policy with nothing in it; parts that an older row does not have are empty. */
export const completePolicy = (parts: Partial<RbacPolicy> = {}): RbacPolicy => ({
  stytch_user: { permissions: [] },
  custom_roles: [],
  custom_resources: [],
  custom_scopes: [],
  ...parts,
});
