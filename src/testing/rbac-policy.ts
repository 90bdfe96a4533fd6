import { expect } from 'vitest';
import type { TestApp } from './test-app.ts';

/** Where the management API has the policy of the TEST environment of a new server. */
export const POLICY = '/pwa/v3/projects/my-project/environments/test/rbac_policy';

/** Documents that everybody may read, editors may change and owners may do anything with. */
export const documentPolicy = {
  stytch_user: { permissions: [{ resource_id: 'documents', actions: ['read'] }] },
  custom_roles: [
    {
      role_id: 'owner',
      description: 'All of it',
      permissions: [{ resource_id: 'documents', actions: ['*'] }],
    },
    {
      role_id: 'editor',
      description: '',
      permissions: [{ resource_id: 'documents', actions: ['read', 'write'] }],
    },
  ],
  custom_resources: [
    {
      resource_id: 'documents',
      description: 'Texts',
      available_actions: ['read', 'write', 'delete'],
    },
  ],
  custom_scopes: [
    {
      scope: 'write:documents',
      description: 'Change your documents',
      permissions: [{ resource_id: 'documents', actions: ['write'] }],
    },
    {
      scope: 'all:documents',
      description: '',
      permissions: [{ resource_id: 'documents', actions: ['*'] }],
    },
  ],
};

/** Sets the policy of the TEST environment as an operator does. */
export async function setPolicy(app: TestApp, policy: object): Promise<void> {
  const answer = await app.callManagement('PUT', POLICY, policy);
  expect(answer.body).toMatchObject({ status_code: 200 });
}
