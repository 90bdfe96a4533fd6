import assert from 'node:assert/strict';
import { expectError, step } from './report.mjs';

const ENVIRONMENT = '/pwa/v3/projects/my-project/environments/test';
const EMAIL = 'operator@example.com';

/** An operator who logs in as a user; the token comes from the management API. */
export async function impersonation(client, { base_url, management }, user) {
  const pair = `${management.key_id}:${management.key_secret}`;
  const authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  let impersonation_token = '';

  async function manage(method, path, body) {
    const response = await fetch(`${base_url}${ENVIRONMENT}${path}`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    assert.equal(response.status, 200);
    return response.json();
  }

  await step('projects.metrics', async () => {
    const { metrics } = await client.project.metrics();
    const count = (type) => metrics.find((one) => one.metric_type === type).count;
    assert.ok(count('USER_COUNT') > 0);
    assert.equal(count('MEMBER_COUNT'), 0);
  });

  await step('impersonation.authenticate', async () => {
    await manage('PATCH', '', { user_impersonation_enabled: true });
    const body = { reason: 'A ticket', impersonator_email_address: EMAIL };
    const minted = await manage('POST', `/users/${user.user_id}/impersonate`, body);
    impersonation_token = minted.impersonation_token;
    const answer = await client.impersonation.authenticate({ impersonation_token });
    assert.equal(answer.user_id, user.user_id);
    assert.equal(answer.user.user_id, user.user_id);
    const [factor] = answer.session.authentication_factors;
    assert.equal(factor.type, 'impersonated');
    assert.equal(factor.delivery_method, 'impersonation');
    assert.equal(factor.impersonated_factor.impersonator_id, management.key_id);
    assert.equal(factor.impersonated_factor.impersonator_email_address, EMAIL);
    const { session } = await client.sessions.authenticate({
      session_token: answer.session_token,
      session_duration_minutes: 600,
    });
    assert.equal(session.expires_at, answer.session.expires_at);
  });

  await step('impersonation: a used token', async () => {
    const call = client.impersonation.authenticate({ impersonation_token });
    await expectError(call, 401, 'unable_to_auth_impersonation_token');
  });
}
