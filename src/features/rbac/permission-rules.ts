import { type Draft, type Findings, LIMITS, type Path } from './findings.ts';
import { EVERY_ACTION, type Permission } from './policy.ts';

/** By resource, its own actions; undefined where the resources are not known. */
export type KnownResources = ReadonlyMap<string, ReadonlySet<string>> | undefined;

/**
 * Resources of the API itself, `stytch.user`. Which there are for consumers is not published, and
 * a policy that was taken over from elsewhere may name them: they are kept and allow what they say.
 */
const BUILT_IN_RESOURCE = /^stytch(\.[a-z0-9_-]+)+$/;

function checkActions(
  { say, distinct }: Findings,
  path: Path,
  actions: Draft<string[]>,
  available: ReadonlySet<string> | undefined,
): void {
  if (actions.length === 0) say(path, 'rbac_permission_missing_actions');
  if (actions.includes(EVERY_ACTION) && actions.length > 1) {
    say(path, 'cannot_specify_wildcard_with_other_actions');
    return;
  }
  const seen = distinct('rbac_action_duplicate');
  for (const [index, action] of actions.entries()) {
    if (action === undefined) continue;
    const place = [...path, index];
    if (action.length > LIMITS.name) say(place, 'rbac_action_too_long');
    else if (action === '') say(place, 'invalid_permission_action');
    else if (available && action !== EVERY_ACTION && !available.has(action)) {
      say(place, 'invalid_permission_action', `${action} is not an action of the resource.`);
    }
    seen(place, action);
  }
}

/** The permissions of a role or scope: on resources of the policy, with actions that they have. */
export function checkDraftPermissions(
  findings: Findings,
  path: Path,
  permissions: Draft<Permission[]> | undefined,
  known: KnownResources,
): void {
  findings.atMost(path, permissions, LIMITS.entries);
  for (const [index, permission] of (permissions ?? []).entries()) {
    const { resource_id: id, actions } = permission ?? {};
    const here = [...path, index, 'resource_id'];
    const available = id === undefined ? undefined : known?.get(id);
    if (id === '') findings.say(here, 'empty_rbac_resource_id');
    else if (id !== undefined && known && !available && !BUILT_IN_RESOURCE.test(id)) {
      const shown = id.length > LIMITS.name ? 'resource_id' : id;
      findings.say(
        here,
        'invalid_permission_resource',
        `${shown} is not a resource of the policy.`,
      );
    }
    if (actions) checkActions(findings, [...path, index, 'actions'], actions, available);
  }
}
