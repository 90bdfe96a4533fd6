import { apiError, catalogue, type ErrorType } from '../catalogue.ts';
import {
  createFindings,
  type Draft,
  type Finding,
  type Findings,
  LIMITS,
  type Path,
} from './findings.ts';
import { checkDraftPermissions, type KnownResources } from './permission-rules.ts';
import { DEFAULT_ROLE, EVERY_ACTION, type RbacPolicy } from './policy.ts';

/** Names of OAuth and OpenID Connect, and of the API itself (behaviour-platform 5.1). */
const RESERVED_SCOPES = new Set([
  'openid',
  'profile',
  'email',
  'phone',
  'offline_access',
  'full_access',
]);

/** RFC 6749 section 3.3: scopes stand in a list that spaces separate. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

const RESERVED_PREFIX = 'stytch';

function checkResources(
  { say, named, distinct, atMost, description }: Findings,
  resources: Draft<RbacPolicy>['custom_resources'],
): void {
  atMost(['custom_resources'], resources, LIMITS.entries);
  const seen = distinct('rbac_resource_duplicate');
  for (const [index, resource] of (resources ?? []).entries()) {
    if (!resource) continue;
    const path: Path = ['custom_resources', index];
    const { resource_id: id, available_actions: actions } = resource;
    const here = [...path, 'resource_id'];
    named(here, id, {
      empty: 'empty_rbac_resource_id',
      malformed: 'invalid_permission_resource',
      tooLong: 'rbac_resource_id_too_long',
    });
    if (id?.startsWith(RESERVED_PREFIX)) say(here, 'invalid_stytch_prefixed_resource');
    seen(here, id);
    description([...path, 'description'], resource.description);
    const list = [...path, 'available_actions'];
    if (actions?.length === 0) say(list, 'rbac_resource_missing_actions');
    atMost(list, actions, LIMITS.entries);
    const seenAction = distinct('rbac_action_duplicate');
    for (const [position, action] of (actions ?? []).entries()) {
      const place = [...list, position];
      named(place, action, {
        empty: 'invalid_permission_action',
        malformed: 'invalid_permission_action',
        tooLong: 'rbac_action_too_long',
      });
      if (action === EVERY_ACTION) say(place, 'invalid_wildcard_action');
      seenAction(place, action);
    }
  }
}

function checkRoles(
  findings: Findings,
  roles: Draft<RbacPolicy>['custom_roles'],
  known: KnownResources,
): void {
  const { say, named, distinct, description } = findings;
  if ((roles?.length ?? 0) > LIMITS.entries) say(['custom_roles'], 'too_many_roles');
  const seen = distinct('rbac_role_duplicate');
  for (const [index, role] of (roles ?? []).entries()) {
    if (!role) continue;
    const path: Path = ['custom_roles', index];
    const { role_id: id, permissions } = role;
    const here = [...path, 'role_id'];
    named(here, id, {
      empty: 'empty_rbac_role_id',
      malformed: 'invalid_rbac_role_id',
      tooLong: 'rbac_role_id_too_long',
    });
    if (id === DEFAULT_ROLE) say(here, 'invalid_rbac_stytch_role_edit');
    else if (id?.startsWith(RESERVED_PREFIX)) say(here, 'invalid_rbac_custom_role');
    seen(here, id);
    description([...path, 'description'], role.description);
    const list = [...path, 'permissions'];
    if (permissions?.length === 0) say(list, 'rbac_role_missing_permissions');
    checkDraftPermissions(findings, list, permissions, known);
  }
}

function checkScopes(
  findings: Findings,
  scopes: Draft<RbacPolicy>['custom_scopes'],
  known: KnownResources,
): void {
  const { say, distinct, atMost, description } = findings;
  atMost(['custom_scopes'], scopes, LIMITS.entries);
  const seen = distinct('rbac_scope_duplicate');
  for (const [index, entry] of (scopes ?? []).entries()) {
    if (!entry) continue;
    const path: Path = ['custom_scopes', index];
    const { scope, permissions } = entry;
    const here = [...path, 'scope'];
    if (scope === '') say(here, 'empty_rbac_scope');
    else if (scope !== undefined && !SCOPE.test(scope)) say(here, 'invalid_rbac_scope');
    if (scope !== undefined && scope.length > LIMITS.name) say(here, 'rbac_scope_too_long');
    if (scope !== undefined && (RESERVED_SCOPES.has(scope) || scope.startsWith(RESERVED_PREFIX))) {
      say(here, 'rbac_reserved_scope');
    }
    seen(here, scope);
    description([...path, 'description'], entry.description);
    const list = [...path, 'permissions'];
    if (permissions?.length === 0) say(list, 'rbac_scope_missing_permissions');
    checkDraftPermissions(findings, list, permissions, known);
  }
}

function knownResources({ custom_resources }: Draft<RbacPolicy>): KnownResources {
  if (!custom_resources) return undefined;
  const known = new Map<string, ReadonlySet<string>>();
  for (const resource of custom_resources) {
    if (resource?.resource_id === undefined) continue;
    const actions = (resource.available_actions ?? []).filter((action) => action !== undefined);
    known.set(resource.resource_id, new Set(actions));
  }
  return known;
}

/**
 * Everything that is wrong with a policy or with a part of one. Members that are missing are not
 * looked at; where `custom_resources` is missing, no permission is held against it.
 */
export function findPolicyMistakes(policy: Draft<RbacPolicy>): Finding[] {
  const findings = createFindings();
  const known = knownResources(policy);
  checkResources(findings, policy.custom_resources);
  const path = ['stytch_user', 'permissions'];
  checkDraftPermissions(findings, path, policy.stytch_user?.permissions, known);
  checkRoles(findings, policy.custom_roles, known);
  checkScopes(findings, policy.custom_scopes, known);
  return findings.all;
}

/** `custom_roles[0].permissions[1]` */
const showPath = (path: Path): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? part : `${text}.${part}`;
  }, '');

/** What a finding says to whoever wrote the policy. */
export const findingText = ({ error, message }: Finding): string =>
  message ?? catalogue[error as ErrorType].message;

/** Refuses a policy that breaks a rule, for the first that it breaks. */
export function checkPolicy(policy: RbacPolicy): void {
  const [first] = findPolicyMistakes(policy);
  if (first) {
    throw apiError(first.error, { message: `${findingText(first)} (${showPath(first.path)})` });
  }
  if (JSON.stringify(policy).length > LIMITS.size) {
    throw apiError('invalid_argument', { message: 'The policy is too large.' });
  }
}
