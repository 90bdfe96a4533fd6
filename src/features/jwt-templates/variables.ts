import type { Environment } from '../projects/environment.ts';
import { mergedGrants, namedActions } from '../rbac/grants.ts';
import { effectiveRoles, presentUser, userWireId } from '../users/present-user.ts';
import type { UserRecord } from '../users/user-record.ts';
import { userProperties } from '../users/wire.ts';
import { findValue } from './find-value.ts';
import type { Variable } from './template.ts';

/** Whose claims a template makes. */
export type TemplateContext = 'SESSION' | 'M2M' | 'CONNECTED_APP' | 'ID_TOKEN';

/** Members of a client that a template may name; the metadata with anything behind it. */
const clientMembers = new Set(['client_id', 'client_name', 'scopes', 'trusted_metadata']);

const isRbac = ([first, ...rest]: readonly string[]): boolean =>
  first === 'roles' ? rest.length === 0 : rest.length > 0 && rest.at(-1) === 'actions';

function isUserVariable([first = '', ...rest]: readonly string[]): boolean {
  if (first === 'rbac') return isRbac(rest);
  return Object.hasOwn(userProperties, first);
}

/** Whether there is such a variable: the root decides, what is behind metadata may be anything. */
export function isVariable(context: TemplateContext, [root, ...path]: Variable): boolean {
  if (context !== 'M2M') return root === 'user' && isUserVariable(path);
  if (root === 'client') return clientMembers.has(path[0] ?? '');
  return root === 'request' && path.length > 0;
}

/** What the user may do on a resource, or all roles: `rbac.roles`, `rbac.<resource>.actions`. */
function rbacValue(environment: Environment, user: UserRecord, path: readonly string[]): unknown {
  const roles = effectiveRoles(user);
  if (path[0] === 'roles' && path.length === 1) return roles;
  const { rbac_policy } = environment.settings;
  // The last part is `actions`; ids of resources may have dots.
  const resource = path.slice(0, -1).join('.');
  return namedActions(rbac_policy, mergedGrants(rbac_policy, roles), resource);
}

/** Values of `user.*`; the whole object is made only for a template that asks for it. */
export function userValues(
  environment: Environment,
  user: UserRecord,
): (variable: Variable) => unknown {
  let whole: object | undefined;
  return ([, first = '', ...rest]) => {
    switch (first) {
      case 'trusted_metadata':
        return findValue(user.trustedMetadata, rest);
      case 'untrusted_metadata':
        return findValue(user.untrustedMetadata, rest);
      case 'user_id':
        return rest.length === 0 ? userWireId(environment.kind, user.id) : undefined;
      case 'external_id':
        return rest.length === 0 ? user.externalId : undefined;
      case 'rbac':
        return rbacValue(environment, user, rest);
      default:
        whole ??= presentUser(environment.kind, user, environment.now());
        return findValue(whole, [first, ...rest]);
    }
  };
}

export interface ClientVariables {
  client: {
    client_id: string;
    client_name: string;
    scopes: readonly string[];
    trusted_metadata: Record<string, unknown>;
  };
  /** What the token request brought beside OAuth's own members. */
  request: Readonly<Record<string, unknown>>;
}

/** Values of `client.*` and `request.*`. */
export const clientValues =
  (values: ClientVariables) =>
  (variable: Variable): unknown =>
    findValue(values, variable);
