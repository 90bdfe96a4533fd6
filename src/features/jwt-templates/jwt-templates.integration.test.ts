import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { claimsOf, getToken, newClient } from '../../testing/m2m.ts';
import { login, unlimited } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let place: string;
beforeAll(async () => {
  app = await createTestApp(unlimited);
  const { body } = await app.callManagement('GET', '/pwa/v3/projects');
  const { project_slug } = body.projects[0];
  const environments = `/pwa/v3/projects/${project_slug}/environments`;
  const listed = await app.callManagement('GET', environments);
  const found = listed.body.environments.find(
    (one: { project_id: string }) => one.project_id === app.test.project_id,
  );
  place = `${environments}/${found.environment_slug}/jwt_templates`;
});
afterAll(() => app.close());

const set = (type: string, template_content: string, custom_audience?: string) =>
  app.callManagement('PUT', `${place}/${type}`, { template_content, custom_audience });
const get = (type: string) => app.callManagement('GET', `${place}/${type}`);

describe('the management API', () => {
  test('shows the empty template before one is set, and the exact text afterwards', async () => {
    const empty = { template_content: '{}', custom_audience: '', jwt_template_type: 'M2M' };
    expect((await get('M2M')).body.jwt_template).toEqual(empty);
    const template_content = '{ "a":\n{{request.a}} }';
    const answer = await set('M2M', template_content, 'https://api.example.com');
    const saved = { ...empty, template_content, custom_audience: 'https://api.example.com' };
    expect(answer.body.jwt_template).toEqual(saved);
    expect((await get('M2M')).body.jwt_template).toEqual(saved);
    expect((await get('SESSION')).body.jwt_template.template_content).toBe('{}');
    expect((await set('M2M', '{}')).body.jwt_template).toEqual(empty);
  });

  test('refuses a bad one and keeps the old', async () => {
    expect((await set('M2M', '{"a": {{ user.x }}}')).body).toMatchObject({
      status_code: 400,
      error_type: 'jwt_template_invalid_tag',
    });
    expect((await get('M2M')).body.jwt_template.template_content).toBe('{}');
    expect((await get('OTHER')).body.error_type).toBe('jwt_template_not_found');
  });
});

describe('M2M tokens', () => {
  test('have the claims and the audience of the template', async () => {
    await set(
      'M2M',
      '{"plan": {{ client.trusted_metadata.plan }}, "user_id": {{ request.user_id }}, "x": {{ request.client_secret }}}',
      'https://api.example.com',
    );
    const client = await newClient(app, { scopes: [], trusted_metadata: { plan: 'gold' } });
    const answer = await getToken(app, client, { user_id: 'u-1' });
    const claims = claimsOf(answer.body.access_token);
    expect(claims).toMatchObject({
      aud: [app.test.project_id, 'https://api.example.com'],
      plan: 'gold',
      user_id: 'u-1',
    });
    expect(claims).not.toHaveProperty('x');
    const large = await getToken(app, client, { user_id: 'x'.repeat(5_000) });
    expect(large.body).toMatchObject({ status_code: 400, error: 'custom_claims_too_large' });
    await set('M2M', '{}');
  });
});

describe('sessions', () => {
  const authenticate = async (session_token: string, more = {}) => {
    const { body } = await app.call('POST', '/v1/sessions/authenticate', {
      session_token,
      ...more,
    });
    const { sub, aud, iat, iss, exp, nbf, ...rest } = claimsOf(body.session_jwt);
    delete rest['https://stytch.com/session'];
    expect(body.session.custom_claims ?? {}).toEqual(rest);
    return rest;
  };

  test('begin with the claims of the template; what they are given goes on top', async () => {
    const { session_token, user_id } = await login(app, 'templates@example.com');
    const meta = (trusted_metadata: object) =>
      app.call('PUT', `/v1/users/${user_id}`, { trusted_metadata });
    expect(await authenticate(session_token)).toEqual({});
    await meta({ role: 'admin', team: 'blue' });
    await set(
      'SESSION',
      '{"role": {{ user.trusted_metadata.role }}, "more": {"team": {{ user.trusted_metadata.team }}}}',
      'https://app.example.com',
    );
    expect(await authenticate(session_token)).toEqual({ role: 'admin', more: { team: 'blue' } });
    const given = { session_custom_claims: { role: 'guest', more: { size: 1 } } };
    expect(await authenticate(session_token, given)).toEqual({
      role: 'guest',
      more: { team: 'blue', size: 1 },
    });
    const dropped = { session_custom_claims: { role: null, more: { team: null } } };
    expect(await authenticate(session_token, dropped)).toEqual({ more: { size: 1 } });
    // What was deleted does not come back; what the template says anew does.
    await meta({ role: 'owner', team: 'red' });
    expect(await authenticate(session_token)).toEqual({ more: { size: 1 } });
    await set('SESSION', '{"id": {{ user.user_id }}}');
    expect(await authenticate(session_token)).toEqual({ id: user_id, more: { size: 1 } });
    await set('SESSION', '{}');
    expect(await authenticate(session_token)).toEqual({ more: { size: 1 } });
  });
});
