import { describe, expect, test } from 'vitest';
import { coversAll, grantingRoles, mergedGrants, namedActions } from './grants.ts';
import { completePolicy, type Permission } from './policy.ts';

const role = (role_id: string, ...permissions: Permission[]) => ({
  role_id,
  description: '',
  permissions,
});
const on = (resource_id: string, ...actions: string[]): Permission => ({ resource_id, actions });

const policy = completePolicy({
  stytch_user: { permissions: [on('documents', 'read')] },
  custom_roles: [
    role('reader', on('documents', 'read')),
    role('writer', on('documents', 'write')),
    role('owner', on('documents', '*'), on('images', 'read')),
  ],
  custom_resources: [
    { resource_id: 'documents', description: '', available_actions: ['read', 'write', 'delete'] },
    { resource_id: 'images', description: '', available_actions: ['read', 'crop'] },
  ],
});

describe('an action', () => {
  test('is granted by every role that names it or all actions', () => {
    const roles = ['stytch_user', 'reader', 'writer', 'owner'];
    expect(grantingRoles(policy, roles, 'documents', 'read')).toEqual([
      'stytch_user',
      'reader',
      'owner',
    ]);
    expect(grantingRoles(policy, roles, 'documents', 'delete')).toEqual(['owner']);
  });

  test.each([
    ['another resource', ['owner'], 'images', 'crop'],
    ['a resource that is not there', ['owner'], 'nothing', 'read'],
    ['an action that is not there', ['reader'], 'documents', 'nothing'],
    ['a role that is not there', ['nobody', '__proto__', 'constructor'], 'documents', 'read'],
    ['a user who has no role', [], 'documents', 'read'],
    ['another spelling', ['reader'], 'Documents', 'read'],
  ])('is not granted for %s', (_name, roles, resource, action) => {
    expect(grantingRoles(policy, roles, resource, action)).toEqual([]);
  });

  test('that is the wildcard itself asks for all', () => {
    expect(grantingRoles(policy, ['reader', 'owner'], 'documents', '*')).toEqual(['owner']);
  });
});

describe('permissions together', () => {
  const covers = (roles: string[], ...permissions: Permission[]) =>
    coversAll(policy, mergedGrants(policy, roles), permissions);

  test('are covered by several roles', () => {
    expect(covers(['reader', 'writer'], on('documents', 'read', 'write'))).toBe(true);
    expect(covers(['reader'], on('documents', 'read', 'write'))).toBe(false);
  });

  test('of all actions are covered by each action of the resource', () => {
    expect(covers(['reader', 'writer'], on('documents', '*'))).toBe(false);
    expect(covers(['owner'], on('documents', '*'))).toBe(true);
    expect(covers(['owner'], on('images', '*'))).toBe(false);
    expect(covers(['owner'], on('stytch.user', '*'))).toBe(false);
  });

  test('must be covered every one', () => {
    expect(covers(['owner'], on('documents', 'read'), on('images', 'crop'))).toBe(false);
  });
});

test('actions are named one by one, in the order of the resource', () => {
  const actions = (resource: string, ...roles: string[]) =>
    namedActions(policy, mergedGrants(policy, roles), resource);
  expect(actions('documents', 'owner')).toEqual(['read', 'write', 'delete']);
  expect(actions('documents', 'writer', 'reader')).toEqual(['read', 'write']);
  expect(actions('nothing', 'owner')).toEqual([]);
});
