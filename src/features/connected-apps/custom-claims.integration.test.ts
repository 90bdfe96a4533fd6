import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorize, makeConnectedApp, makeUser, REDIRECT } from '../../testing/connected-apps.ts';
import { unlimited } from '../../testing/magic-login.ts';
import { oauthCall } from '../../testing/oauth-clients.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp(unlimited);
});
afterAll(() => app?.close());

const create = (access_token_template_content: string) =>
  app.call('POST', '/v1/connected_apps/clients', {
    client_type: 'first_party',
    redirect_urls: [REDIRECT],
    access_token_template_content,
  });

describe('the template of access token claims', () => {
  const TEMPLATE =
    '{ "sb_user_id": {{ user.external_id }}, "plan": {{user.trusted_metadata.plan}} }';

  test('fills them from the user, anew with each token', async () => {
    const client = await makeConnectedApp(app, 'first_party', {
      access_token_template_content: TEMPLATE,
      access_token_custom_audience: 'https://api.example.com',
      id_token_template_content: '{"tier": {{user.trusted_metadata.plan}}}',
    });
    const { client_id, client_secret } = client;
    const user_id = await makeUser(app, {
      external_id: 'ext-1',
      trusted_metadata: { plan: 'free' },
    });
    const scopes = ['openid', 'offline_access'];
    const code = await authorize(app, client_id, { user_id, scopes });
    const credentials = { client_id, client_secret };
    const first = await oauthCall(app, 'token', {
      ...credentials,
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
    });
    expect(decodeJwt(first.body.access_token)).toMatchObject({
      sb_user_id: 'ext-1',
      plan: 'free',
      aud: [app.test.project_id, 'https://api.example.com'],
    });
    expect(decodeJwt(first.body.id_token)).not.toHaveProperty('plan');
    expect(decodeJwt(first.body.id_token)).toMatchObject({ tier: 'free' });
    const token = first.body.access_token;
    expect((await oauthCall(app, 'introspect', { ...credentials, token })).body).toMatchObject({
      active: true,
      plan: 'free',
    });
    await app.call('PUT', `/v1/users/${user_id}`, { trusted_metadata: { plan: null } });
    const { refresh_token } = first.body;
    const next = await oauthCall(app, 'token', {
      ...credentials,
      grant_type: 'refresh_token',
      refresh_token,
    });
    expect(decodeJwt(next.body.access_token)).toMatchObject({ sb_user_id: 'ext-1' });
    expect(decodeJwt(next.body.access_token)).not.toHaveProperty('plan');
  });

  test('that makes too much of a user uses neither code nor refresh token up', async () => {
    const client = await makeConnectedApp(app, 'first_party', {
      access_token_template_content:
        '{"a": {{user.untrusted_metadata}}, "b": {{user.untrusted_metadata}}}',
    });
    const { client_id, client_secret } = client;
    const user_id = await makeUser(app, { untrusted_metadata: { big: 'x'.repeat(3_000) } });
    const code = await authorize(app, client_id, { user_id });
    const exchange = () =>
      oauthCall(app, 'token', {
        client_id,
        client_secret,
        grant_type: 'authorization_code',
        code,
        redirect_uri: REDIRECT,
      });
    expect((await exchange()).body).toMatchObject({ error: 'custom_claims_too_large' });
    await app.call('PUT', `/v1/users/${user_id}`, { untrusted_metadata: { big: null } });
    expect((await exchange()).body).toMatchObject({ status_code: 200 });
  });

  test.each([
    ['not JSON', '{', 'idp_invalid_access_token_jwt_template'],
    ['no object', '[1]', 'idp_invalid_access_token_jwt_template'],
    [
      'a variable that is not there',
      '{"a": {{client.x}}}',
      'idp_invalid_access_token_jwt_template',
    ],
    ['a brace too many', '{"a": {{user.user_id}}}}', 'idp_invalid_access_token_jwt_template'],
    ['a registered claim', '{"sub": "x"}', 'reserved_claims_in_custom_claims'],
    ['the scope', '{"scope": "full_access"}', 'reserved_claims_in_custom_claims'],
    ['the client', '{"client_id": "x"}', 'reserved_claims_in_custom_claims'],
    ['a claim of ours', '{"https://stytch.com/session": {}}', 'stytch_claims_in_custom_claims'],
    ['more than fits', `{"a": "${'x'.repeat(4_100)}"}`, 'custom_claims_too_large'],
  ])('is refused when it is %s', async (_name, template, error_type) => {
    expect((await create(template)).body).toMatchObject({ status_code: 400, error_type });
    const { client_id } = await makeConnectedApp(app, 'first_party');
    const path = `/v1/connected_apps/clients/${client_id}`;
    const update = await app.call('PUT', path, { access_token_template_content: template });
    expect(update.body).toMatchObject({ status_code: 400, error_type });
  });
});

test.each([
  ['{', 'jwt_template_mismatched_tag'],
  ['[]', 'jwt_template_invalid_json'],
  ['{"nonce": "x"}', 'reserved_claims_in_custom_claims'],
  ['{"auth_time": 1}', 'reserved_claims_in_custom_claims'],
])(
  'the template %s of ID token claims is refused',
  async (id_token_template_content, error_type) => {
    const answer = await app.call('POST', '/v1/connected_apps/clients', {
      client_type: 'first_party',
      id_token_template_content,
    });
    expect(answer.body).toMatchObject({ status_code: 400, error_type });
  },
);
