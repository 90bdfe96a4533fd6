import type { Environment } from '../projects/environment.ts';
import { effectiveRoles } from '../users/present-user.ts';
import type { UserRecord } from '../users/user-record.ts';
import { coversAll, grantingRoles, mergedGrants, namedActions } from './grants.ts';
import type { Scope } from './policy.ts';
import { presentPolicy } from './present-policy.ts';
import type { Policy } from './wire.ts';

export interface AuthorizationCheck {
  resource_id: string;
  action: string;
}

/**
 * Decides by the policy in the environment's copy in memory: no call of these reads the database.
 * The caller has confirmed, or will confirm, the environment's version.
 */
export interface Rbac {
  /** As SDKs read it and keep it for 5 minutes. */
  policy(environment: Environment): Policy;
  /** `roles` are a user's effective ones. An unknown resource or action is not allowed. */
  isAllowed(environment: Environment, roles: readonly string[], check: AuthorizationCheck): boolean;
  /** Every role that allows it; empty where none does. */
  grantingRoles(
    environment: Environment,
    roles: readonly string[],
    check: AuthorizationCheck,
  ): string[];
  /** The custom scopes; built-in ones (openid ...) are not in the policy. */
  scopes(environment: Environment): readonly Scope[];
  /** Those whose every permission the user's roles cover together. */
  grantableScopes(environment: Environment, user: Pick<UserRecord, 'roles'>): readonly Scope[];
  /** The actions by name, `*` written out: what `user.rbac.<resource>.actions` renders. */
  actions(environment: Environment, user: Pick<UserRecord, 'roles'>, resource: string): string[];
}

export function createRbac(): Rbac {
  const granting: Rbac['grantingRoles'] = ({ settings }, roles, { resource_id, action }) =>
    grantingRoles(settings.rbac_policy, roles, resource_id, action);

  const policyOf = ({ settings }: Environment) => settings.rbac_policy;

  return {
    policy: (environment) => presentPolicy(policyOf(environment)),
    isAllowed: (environment, roles, check) => granting(environment, roles, check).length > 0,
    grantingRoles: granting,
    scopes: (environment) => policyOf(environment).custom_scopes,

    grantableScopes(environment, user) {
      const policy = policyOf(environment);
      const grants = mergedGrants(policy, effectiveRoles(user));
      return policy.custom_scopes.filter(({ permissions }) =>
        coversAll(policy, grants, permissions),
      );
    },

    actions(environment, user, resource) {
      const policy = policyOf(environment);
      return namedActions(policy, mergedGrants(policy, effectiveRoles(user)), resource);
    },
  };
}
