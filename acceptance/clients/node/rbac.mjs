import assert from 'node:assert/strict';
import { expectError, step } from './report.mjs';

const check = (action) => ({ resource_id: 'documents', action });

/** What roles allow, asked of the server and of the policy that the client keeps. */
export async function rbac(client, { address }) {
  let session_token = '';
  let session_jwt = '';

  await step('rbac.policy', async () => {
    const { policy } = await client.rbac.policy();
    assert.deepEqual(
      policy.roles.map((role) => role.role_id),
      ['stytch_user', 'editor'],
    );
    assert.deepEqual(policy.resources[0].actions, ['read', 'write', 'delete']);
    assert.equal(policy.scopes[0].scope, 'write:documents');
  });

  await step('rbac: authorization_check of a session', async () => {
    const { user_id } = await client.users.create({
      email: address('editor'),
      roles: ['editor'],
    });
    const { token } = await client.magicLinks.create({ user_id });
    const login = await client.magicLinks.authenticate({ token, session_duration_minutes: 60 });
    ({ session_token } = login);
    assert.deepEqual(login.user.roles, ['stytch_user', 'editor']);
    assert.deepEqual(login.session.roles, ['stytch_user', 'editor']);
    const answer = await client.sessions.authenticate({
      session_token,
      authorization_check: check('write'),
    });
    assert.deepEqual(answer.verdict, { authorized: true, granting_roles: ['editor'] });
    ({ session_jwt } = answer);
    const refused = { session_token, authorization_check: check('delete') };
    await expectError(
      client.sessions.authenticate(refused),
      403,
      'consumer_session_authorization_error',
    );
  });

  await step('rbac: checked locally by the policy', async () => {
    const local = (action) =>
      client.sessions.authenticateJwtLocal({ session_jwt, authorization_check: check(action) });
    assert.deepEqual((await local('write')).roles, ['stytch_user', 'editor']);
    await local('read');
    await assert.rejects(local('delete'), { code: 'invalid_permissions' });
    const mixed = client.sessions.authenticateJwt({
      session_jwt,
      authorization_check: check('write'),
    });
    assert.ok((await mixed).session.session_id);
  });
}
