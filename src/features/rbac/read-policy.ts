import type { Permission, RbacPolicy } from './policy.ts';

type Described<T> = Omit<T, 'description'> & { description?: string | undefined };

/** A policy as it is written: what may be empty may be missing. */
export interface WrittenPolicy {
  stytch_user?: { permissions?: Permission[] | undefined } | undefined;
  custom_roles?: Described<RbacPolicy['custom_roles'][number]>[] | undefined;
  custom_resources?: Described<RbacPolicy['custom_resources'][number]>[] | undefined;
  custom_scopes?: Described<RbacPolicy['custom_scopes'][number]>[] | undefined;
}

const permission = ({ resource_id, actions }: Permission): Permission => ({ resource_id, actions });

/** Takes what belongs to a policy out of what was written; the rules are checked elsewhere. */
export const readPolicy = (written: WrittenPolicy): RbacPolicy => ({
  stytch_user: { permissions: (written.stytch_user?.permissions ?? []).map(permission) },
  custom_roles: (written.custom_roles ?? []).map(({ role_id, description = '', permissions }) => ({
    role_id,
    description,
    permissions: permissions.map(permission),
  })),
  custom_resources: (written.custom_resources ?? []).map(
    ({ resource_id, description = '', available_actions }) => ({
      resource_id,
      description,
      available_actions,
    }),
  ),
  custom_scopes: (written.custom_scopes ?? []).map(({ scope, description = '', permissions }) => ({
    scope,
    description,
    permissions: permissions.map(permission),
  })),
});
