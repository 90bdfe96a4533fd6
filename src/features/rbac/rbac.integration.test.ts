import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { documentPolicy, POLICY, setPolicy } from '../../testing/rbac-policy.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { findUser } from '../users/find-user.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const put = (body: object) => app.callManagement('PUT', POLICY, body);
const managed = async () => (await app.callManagement('GET', POLICY)).body.policy;
const served = async () => (await app.call('GET', '/v1/rbac/policy')).body.policy;

let serial = 0;
async function createUser(...roles: string[]): Promise<string> {
  serial += 1;
  const email = `rbac-${serial}@example.com`;
  const { status, body } = await app.call('POST', '/v1/users', { email, roles });
  expect(status).toBe(201);
  return body.user_id;
}
const rolesOf = async (userId: string): Promise<string[]> =>
  (await app.call('GET', `/v1/users/${userId}`)).body.roles;

const nothing = { custom_roles: [], custom_resources: [], custom_scopes: [] };

describe('the policy', () => {
  test('of a new environment has the default role and nothing else', async () => {
    expect(await managed()).toEqual({
      ...nothing,
      stytch_resources: [],
      stytch_user: { permissions: [] },
    });
    expect(await served()).toEqual({
      roles: [{ role_id: 'stytch_user', description: '', permissions: [] }],
      resources: [],
      scopes: [],
    });
  });

  test('is echoed in its order, and served with the default role among the others', async () => {
    const { body } = await put(documentPolicy);
    const policy = { ...documentPolicy, stytch_resources: [] };
    expect(body.policy).toEqual(policy);
    expect(await managed()).toEqual(policy);
    expect(await served()).toEqual({
      roles: [
        {
          role_id: 'stytch_user',
          description: '',
          permissions: documentPolicy.stytch_user.permissions,
        },
        ...documentPolicy.custom_roles,
      ],
      resources: [
        { resource_id: 'documents', description: 'Texts', actions: ['read', 'write', 'delete'] },
      ],
      scopes: documentPolicy.custom_scopes,
    });
  });

  test('is replaced as a whole: what is absent is empty from then on', async () => {
    await setPolicy(app, documentPolicy);
    const { custom_resources } = documentPolicy;
    await setPolicy(app, { custom_resources });
    expect(await managed()).toMatchObject({
      ...nothing,
      custom_resources,
      stytch_user: { permissions: [] },
    });
    await setPolicy(app, {});
    expect(await managed()).toMatchObject(nothing);
  });

  test('has a description that is empty where none is given, and no members of its own', async () => {
    await setPolicy(app, {
      stytch_user: {},
      custom_resources: [{ resource_id: 'a', available_actions: ['b'], is_admin: true }],
    });
    expect((await managed()).custom_resources).toEqual([
      { resource_id: 'a', description: '', available_actions: ['b'] },
    ]);
  });

  const permissions = [{ resource_id: 'documents', actions: ['read'] }];
  const { custom_resources } = documentPolicy;
  test.each([
    [{ stytch_member: { permissions: [] } }, 'invalid_role_for_vertical'],
    [{ stytch_admin: { permissions: [] } }, 'invalid_role_for_vertical'],
    [{ custom_roles: [{ permissions }] }, 'empty_rbac_role_id'],
    [{ custom_roles: [{ role_id: 'a' }] }, 'rbac_role_missing_permissions'],
    [{ custom_roles: [{ role_id: 'a', permissions }] }, 'invalid_permission_resource'],
    [{ custom_resources: [{ available_actions: ['a'] }] }, 'empty_rbac_resource_id'],
    [{ custom_resources: [{ resource_id: 'a' }] }, 'rbac_resource_missing_actions'],
    [{ custom_scopes: [{ permissions }] }, 'empty_rbac_scope'],
    [{ custom_scopes: [{ scope: 'a' }] }, 'rbac_scope_missing_permissions'],
    [
      { custom_resources, custom_scopes: [{ scope: 'openid', permissions }] },
      'rbac_reserved_scope',
    ],
    [
      { custom_resources, stytch_user: { permissions: [{ resource_id: 'documents' }] } },
      'rbac_permission_missing_actions',
    ],
    [{ custom_roles: 'all' }, 'bad_request'],
  ])('%j is refused with 400 %s and changes nothing', async (policy, type) => {
    await setPolicy(app, documentPolicy);
    const answer = await put(policy);
    expect([answer.status, answer.body.error_type]).toEqual([400, type]);
    expect(await managed()).toMatchObject(documentPolicy);
  });

  test('belongs to one environment', async () => {
    await setPolicy(app, documentPolicy);
    const live = await app.callLive('GET', '/v1/rbac/policy');
    expect(live.body.policy.resources).toEqual([]);
  });

  test('is found with credentials of its environment or workspace only', async () => {
    const stranger = { username: app.test.project_id, password: app.live.secret };
    expect((await app.callAs(stranger, 'GET', '/v1/rbac/policy')).status).toBe(401);
    expect((await app.callAs(stranger, 'PUT', POLICY, {})).status).toBe(401);
    const missing = await app.callManagement('GET', POLICY.replace('my-project', 'nowhere'));
    expect(missing.body.error_type).toBe('project_not_found');
  });
});

describe('a role', () => {
  test('that leaves the policy leaves its users, and only that one', async () => {
    const { custom_resources, custom_roles } = documentPolicy;
    const names = ['a', 'b', 'ab', 'b.a', "b'", 'b%', 'ä b'];
    const [owner] = custom_roles;
    const roles = names.map((role_id) => ({ ...owner, role_id }));
    await setPolicy(app, { custom_resources, custom_roles: roles });
    const users = await Promise.all([
      createUser('a', 'b', 'ab'),
      createUser('b'),
      createUser('ab', 'b'),
      createUser(...names),
      createUser(),
    ]);
    await setPolicy(app, {
      custom_resources,
      custom_roles: roles.filter(({ role_id }) => role_id !== 'b'),
    });
    const left = await Promise.all(users.map(rolesOf));
    expect(left).toEqual([
      ['stytch_user', 'a', 'ab'],
      ['stytch_user'],
      ['stytch_user', 'ab'],
      ['stytch_user', ...names.filter((name) => name !== 'b')],
      ['stytch_user'],
    ]);
    // A later role of the name is another one.
    await setPolicy(app, { custom_resources, custom_roles: roles });
    expect(await rolesOf(users[1] as string)).toEqual(['stytch_user']);
    await setPolicy(app, {});
    expect(await rolesOf(users[3] as string)).toEqual(['stytch_user']);
  });

  test('stays with users of other environments', async () => {
    await setPolicy(app, documentPolicy);
    const path = POLICY.replace('/test/', '/production/');
    await app.callManagement('PUT', path, documentPolicy);
    const body = { email: 'live@example.com', roles: ['owner'] };
    const { user_id } = (await app.callLive('POST', '/v1/users', body)).body;
    await setPolicy(app, {});
    const user = await app.callLive('GET', `/v1/users/${user_id}`);
    expect(user.body.roles).toEqual(['stytch_user', 'owner']);
  });
});

test('a scope can be granted by a user whose roles cover all of it', async () => {
  await setPolicy(app, documentPolicy);
  const grantable = async (...roles: string[]) => {
    const userId = await createUser(...roles);
    const environment = await app.services.environments.reload(app.test.project_id.slice(-36));
    if (!environment) throw new Error('no environment');
    const user = await findUser(app.database, environment, { by: 'id', id: userId.slice(-36) });
    if (!user) throw new Error('no user');
    const { rbac } = app.services;
    return {
      scopes: rbac.grantableScopes(environment, user).map(({ scope }) => scope),
      actions: rbac.actions(environment, user, 'documents'),
    };
  };
  expect(await grantable()).toEqual({ scopes: [], actions: ['read'] });
  expect(await grantable('editor')).toEqual({
    scopes: ['write:documents'],
    actions: ['read', 'write'],
  });
  expect(await grantable('owner')).toEqual({
    scopes: ['write:documents', 'all:documents'],
    actions: ['read', 'write', 'delete'],
  });
});
