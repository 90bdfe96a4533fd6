import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { completePolicy, type RbacPolicy } from './policy.ts';
import { checkPolicy, findPolicyMistakes } from './policy-rules.ts';

const documents = {
  resource_id: 'documents',
  description: '',
  available_actions: ['read', 'write'],
};
const permission = { resource_id: 'documents', actions: ['read'] };
const role = { role_id: 'editor', description: '', permissions: [permission] };
const scope = { scope: 'read:documents', description: '', permissions: [permission] };

const good = completePolicy({
  stytch_user: { permissions: [permission] },
  custom_roles: [role],
  custom_resources: [documents],
  custom_scopes: [scope],
});

const mistakesOf = (changes: Partial<RbacPolicy>) =>
  findPolicyMistakes({ ...good, ...changes }).map(
    ({ path, error }) => `${path.join('.')} ${error}`,
  );

const resources = (...list: Partial<typeof documents>[]) =>
  mistakesOf({ custom_resources: [documents, ...list.map((one) => ({ ...documents, ...one }))] });
const roles = (...list: Partial<typeof role>[]) =>
  mistakesOf({ custom_roles: list.map((one) => ({ ...role, ...one })) });
const scopes = (...list: Partial<typeof scope>[]) =>
  mistakesOf({ custom_scopes: list.map((one) => ({ ...scope, ...one })) });
const permissions = (...list: Partial<typeof permission>[]) =>
  roles({ permissions: list.map((one) => ({ ...permission, ...one })) });

const long = 'a'.repeat(256);

test('a policy that keeps the rules is taken', () => {
  expect(findPolicyMistakes(good)).toEqual([]);
  expect(findPolicyMistakes(completePolicy())).toEqual([]);
  expect(permissions({ actions: ['*'] }, { actions: ['write'] })).toEqual([]);
});

describe('a resource', () => {
  const id = 'custom_resources.1.resource_id';
  const actions = 'custom_resources.1.available_actions';
  test.each([
    [{ resource_id: '' }, `${id} empty_rbac_resource_id`],
    [{ resource_id: long }, `${id} rbac_resource_id_too_long`],
    [{ resource_id: 'documents' }, `${id} rbac_resource_duplicate`],
    [{ resource_id: 'stytch.user' }, `${id} invalid_stytch_prefixed_resource`],
    [{ resource_id: 'stytchy' }, `${id} invalid_stytch_prefixed_resource`],
    [{ resource_id: 'a"b' }, `${id} invalid_permission_resource`],
    [{ resource_id: 'a\\b' }, `${id} invalid_permission_resource`],
    [{ resource_id: ' a' }, `${id} invalid_permission_resource`],
    [{ resource_id: 'a\u200bb' }, `${id} invalid_permission_resource`],
    [{ available_actions: [] }, `${actions} rbac_resource_missing_actions`],
    [{ available_actions: ['*'] }, `${actions}.0 invalid_wildcard_action`],
    [{ available_actions: [''] }, `${actions}.0 invalid_permission_action`],
    [{ available_actions: ['a', 'a'] }, `${actions}.1 rbac_action_duplicate`],
    [{ available_actions: [long] }, `${actions}.0 rbac_action_too_long`],
    [
      { description: 'a'.repeat(1_001) },
      'custom_resources.1.description rbac_description_too_long',
    ],
  ])('%j is refused', (resource, mistake) => {
    expect(resources({ resource_id: 'other', ...resource })).toEqual([mistake]);
  });
});

describe('a role', () => {
  const id = 'custom_roles.0.role_id';
  test.each([
    [{ role_id: '' }, `${id} empty_rbac_role_id`],
    [{ role_id: 'a\nb' }, `${id} invalid_rbac_role_id`],
    [{ role_id: ',' }, `${id} invalid_rbac_role_id`],
    [{ role_id: long }, `${id} rbac_role_id_too_long`],
    [{ role_id: 'stytch_user' }, `${id} invalid_rbac_stytch_role_edit`],
    [{ role_id: 'stytch_admin' }, `${id} invalid_rbac_custom_role`],
    [{ permissions: [] }, 'custom_roles.0.permissions rbac_role_missing_permissions'],
    [{ description: 'a'.repeat(1_001) }, 'custom_roles.0.description rbac_description_too_long'],
  ])('%j is refused', (one, mistake) => {
    expect(roles(one)).toEqual([mistake]);
  });

  test('stands in the policy once, and with no more than 499 others', () => {
    expect(roles({}, {})).toEqual(['custom_roles.1.role_id rbac_role_duplicate']);
    const many = Array.from({ length: 501 }, (_, index) => ({ role_id: `role-${index}` }));
    expect(roles(...many)).toEqual(['custom_roles too_many_roles']);
    expect(roles(...many.slice(1))).toEqual([]);
  });
});

describe('a scope', () => {
  const here = 'custom_scopes.0.scope';
  test.each<[Partial<typeof scope>, string]>([
    [{ scope: '' }, `${here} empty_rbac_scope`],
    [{ scope: 'a b' }, `${here} invalid_rbac_scope`],
    [{ scope: 'é' }, `${here} invalid_rbac_scope`],
    [{ scope: 'a"' }, `${here} invalid_rbac_scope`],
    [{ scope: long }, `${here} rbac_scope_too_long`],
    [{ permissions: [] }, 'custom_scopes.0.permissions rbac_scope_missing_permissions'],
  ])('%j is refused', (one, mistake) => {
    expect(scopes(one)).toEqual([mistake]);
  });

  test.each(['openid', 'profile', 'email', 'phone', 'offline_access', 'full_access', 'stytch:all'])(
    'cannot be called %s',
    (name) => {
      expect(scopes({ scope: name })).toEqual([`${here} rbac_reserved_scope`]);
    },
  );

  test('stands in the policy once', () => {
    expect(scopes({}, {})).toEqual(['custom_scopes.1.scope rbac_scope_duplicate']);
  });
});

describe('a permission', () => {
  const here = 'custom_roles.0.permissions.0';
  test.each([
    [{ resource_id: '' }, `${here}.resource_id empty_rbac_resource_id`],
    [{ resource_id: 'nothing' }, `${here}.resource_id invalid_permission_resource`],
    [{ resource_id: 'stytch' }, `${here}.resource_id invalid_permission_resource`],
    [{ actions: [] }, `${here}.actions rbac_permission_missing_actions`],
    [{ actions: ['delete'] }, `${here}.actions.0 invalid_permission_action`],
    [{ actions: [''] }, `${here}.actions.0 invalid_permission_action`],
    [{ actions: ['read', 'read'] }, `${here}.actions.1 rbac_action_duplicate`],
    [{ actions: ['*', 'read'] }, `${here}.actions cannot_specify_wildcard_with_other_actions`],
    [{ actions: ['*', '*'] }, `${here}.actions cannot_specify_wildcard_with_other_actions`],
    [{ actions: [long] }, `${here}.actions.0 rbac_action_too_long`],
  ])('%j is refused', (one, mistake) => {
    expect(permissions(one)).toEqual([mistake]);
  });

  test('on a built-in resource is kept', () => {
    expect(permissions({ resource_id: 'stytch.user', actions: ['update.settings'] })).toEqual([]);
  });

  test('is not held against resources that are not given', () => {
    expect(findPolicyMistakes({ custom_roles: [role] })).toEqual([]);
  });
});

test('the first mistake is the refusal, and says where it is', () => {
  const refuse = () =>
    checkPolicy({
      ...good,
      custom_roles: [
        { ...role, role_id: '' },
        { ...role, role_id: '' },
      ],
    });
  expect(refuse).toThrow(ApiError);
  expect(refuse).toThrow('role_id cannot be empty. (custom_roles[0].role_id)');
});

test('a policy that would fill the memory is refused', () => {
  const description = 'a'.repeat(1_000);
  const custom_roles = Array.from({ length: 300 }, (_, index) => ({
    ...role,
    role_id: `role-${index}`,
    description,
  }));
  expect(() => checkPolicy({ ...good, custom_roles })).toThrow('too large');
});
