import { defineErrors } from '../../platform/errors/catalogue.ts';

/** Roles, permissions and policies of a consumer project (reference/errors-and-conventions.md 3.8). */
export const rbacErrors = defineErrors({
  consumer_session_authorization_error: {
    status: 403,
    message: 'The User is not authorized to perform the requested action on that resource.',
  },
  invalid_permission_action: { status: 400, message: 'The action of a permission is invalid.' },
  invalid_permission_resource: { status: 400, message: 'The resource of a permission is invalid.' },
  invalid_role: { status: 400, message: 'The role is invalid.' },
  // Management only (reference/management-and-dashboard.md 1.4); its status is our choice.
  invalid_role_for_vertical: {
    status: 400,
    message: 'The default role does not exist in a project of this kind.',
  },
  invalid_rbac_role_assignment: { status: 400, message: 'The role cannot be assigned.' },
  cannot_assign_default_rbac_role_id: {
    status: 400,
    message: 'The default role cannot be assigned, every user has it.',
  },
  too_many_roles: { status: 400, message: 'There are too many roles.' },
  cannot_preserve_existing_sessions: {
    status: 400,
    message: 'Existing sessions cannot be preserved with this change.',
  },
  invalid_rbac_role_id: { status: 400, message: 'role_id format is invalid.' },
  invalid_rbac_scope: { status: 400, message: 'scope format is invalid.' },
  invalid_rbac_custom_role: { status: 400, message: 'The custom role is invalid.' },
  invalid_rbac_stytch_role_edit: {
    status: 400,
    message: 'A built-in role cannot be edited this way.',
  },
  invalid_stytch_prefixed_resource: {
    status: 400,
    message: 'The resource_id of a custom resource cannot start with stytch.',
  },
  invalid_wildcard_action: { status: 400, message: 'The wildcard action is not allowed here.' },
  cannot_specify_wildcard_with_other_actions: {
    status: 400,
    message: 'The wildcard action cannot be combined with other actions.',
  },
  empty_rbac_resource_id: { status: 400, message: 'resource_id cannot be empty.' },
  empty_rbac_role_id: { status: 400, message: 'role_id cannot be empty.' },
  empty_rbac_scope: { status: 400, message: 'scope cannot be empty.' },
  rbac_action_duplicate: { status: 400, message: 'An action is listed twice.' },
  rbac_action_too_long: { status: 400, message: 'An action is too long.' },
  rbac_description_too_long: { status: 400, message: 'A description is too long.' },
  rbac_permission_missing_actions: { status: 400, message: 'A permission has no actions.' },
  rbac_reserved_scope: { status: 400, message: 'The scope is reserved.' },
  rbac_resource_duplicate: { status: 400, message: 'A resource is listed twice.' },
  rbac_resource_id_too_long: { status: 400, message: 'resource_id is too long.' },
  rbac_resource_missing_actions: { status: 400, message: 'A resource has no actions.' },
  rbac_role_duplicate: { status: 400, message: 'A role is listed twice.' },
  rbac_role_id_too_long: { status: 400, message: 'role_id is too long.' },
  rbac_role_missing_permissions: { status: 400, message: 'A role has no permissions.' },
  rbac_scope_duplicate: { status: 400, message: 'A scope is listed twice.' },
  rbac_scope_missing_permissions: { status: 400, message: 'A scope has no permissions.' },
  rbac_scope_too_long: { status: 400, message: 'A scope is too long.' },
});
