import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  authorize,
  makeConnectedApp,
  makeUser,
  pkcePair,
  REDIRECT,
  redirected,
  submit,
} from '../../testing/connected-apps.ts';
import { login } from '../../testing/magic-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let user_id: string;
beforeAll(async () => {
  app = await createTestApp();
  user_id = await makeUser(app);
});
afterAll(() => app?.close());

const start = (client_id: string, request: object = {}) =>
  app.call('POST', '/v1/idp/oauth/authorize/start', {
    client_id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scopes: ['openid'],
    user_id,
    ...request,
  });

const consentRequired = async (client_id: string, request: object = {}) =>
  (await start(client_id, request)).body.consent_required;

const error = (status_code: number, error_type: string) => ({ status_code, error_type });

describe('start', () => {
  test('shows the public side of the app, the user and each scope', async () => {
    const logo_url = 'https://app.example.com/logo.png';
    const made = await makeConnectedApp(app, 'third_party', { client_name: 'Notes', logo_url });
    const answer = await start(made.client_id, { scopes: ['openid', 'unheard:of'] });
    expect(answer.body).toMatchObject({
      user_id,
      user: { user_id },
      client: {
        client_id: made.client_id,
        client_name: 'Notes',
        client_description: '',
        client_type: 'third_party',
        logo_url,
      },
      consent_required: true,
      scope_results: [
        { scope: 'openid', is_grantable: true },
        { scope: 'unheard:of', description: '', is_grantable: false },
      ],
    });
    expect(Object.keys(answer.body.client)).not.toContain('client_secret_last_four');
  });

  test('ignores what a web component sends beyond its arguments', async () => {
    const { client_id } = await makeConnectedApp(app, 'first_party');
    const more = { state: 's', nonce: 'n', code_challenge: 'c', resources: ['https://a.example'] };
    expect((await start(client_id, more)).status).toBe(200);
  });

  test('names no user twice, and never none', async () => {
    const { client_id } = await makeConnectedApp(app, 'first_party');
    expect((await start(client_id, { user_id: undefined })).body).toMatchObject(
      error(400, 'no_oauth_authorize_user_selector'),
    );
    expect((await start(client_id, { session_token: 'x' })).body).toMatchObject(
      error(400, 'too_many_user_selection_arguments'),
    );
    expect((await start(client_id, { user_id: 'somebody-external' })).body).toMatchObject(
      error(404, 'user_not_found'),
    );
  });

  test('takes an external id, a session token or a session JWT', async () => {
    const { client_id } = await makeConnectedApp(app, 'first_party');
    const external = await makeUser(app, { external_id: 'authorizer-7' });
    const session = await login(app, 'authorizer@example.com');
    const who = async (selection: object) =>
      (await start(client_id, { user_id: undefined, ...selection })).body.user_id;
    expect(await who({ user_id: 'authorizer-7' })).toBe(external);
    expect(await who({ session_token: session.session_token })).toBe(session.user_id);
    expect(await who({ session_jwt: session.session_jwt })).toBe(session.user_id);
  });

  test.each([
    [{ response_type: 'token' }, 'invalid_argument'],
    [{ scopes: ['two words'] }, 'oauth_invalid_scope_requested'],
    [{ scopes: ['full_access'] }, 'third_party_clients_cannot_use_full_access'],
    [{ scopes: ['unheard:of'] }, 'oauth_invalid_scope_requested'],
    [{ prompt: 'none consent' }, 'invalid_argument'],
  ])('refuses %j with %s', async (request, type) => {
    const { client_id } = await makeConnectedApp(app, 'third_party');
    expect((await start(client_id, request)).body).toMatchObject(error(400, type));
  });
});

describe('RFC 6819 4.1.5 and 4.2.4 open redirectors: nothing is sent', () => {
  test.each(['/v1/idp/oauth/authorize/start', '/v1/idp/oauth/authorize'])(
    'by %s to a URL that is not registered, or for a client that is not known',
    async (path) => {
      const { client_id } = await makeConnectedApp(app, 'first_party');
      const request = {
        client_id,
        redirect_uri: 'https://evil.example/callback',
        response_type: 'nonsense',
        scopes: [],
        consent_granted: false,
        user_id,
      };
      const evil = await app.call('POST', path, request);
      expect(evil.body).toMatchObject(
        error(401, 'connected_app_supplied_redirect_url_not_found_in_client'),
      );
      expect(JSON.stringify(evil.body)).not.toContain('evil.example');
      const nobody = client_id.replace(/.$/, (last: string) => (last === '0' ? '1' : '0'));
      expect((await app.call('POST', path, { ...request, client_id: nobody })).body).toMatchObject(
        error(404, 'connected_app_not_found'),
      );
    },
  );

  test('where the client has no redirect URL at all', async () => {
    const { client_id } = await makeConnectedApp(app, 'first_party', { redirect_urls: [] });
    expect((await start(client_id)).body).toMatchObject(
      error(400, 'connected_app_misconfigured_client'),
    );
  });
});

describe('consent is required', () => {
  test('by a third party until it was given, also for fewer scopes later, not for more', async () => {
    const { client_id } = await makeConnectedApp(app, 'third_party');
    const scopes = ['openid', 'email'];
    expect(await consentRequired(client_id, { scopes })).toBe(true);
    await authorize(app, client_id, { user_id, scopes });
    expect(await consentRequired(client_id, { scopes: ['email', 'openid'] })).toBe(false);
    expect(await consentRequired(client_id, { scopes: ['email'] })).toBe(false);
    expect(await consentRequired(client_id, { scopes: [...scopes, 'phone'] })).toBe(true);
    expect(await consentRequired(client_id, { scopes, prompt: 'consent' })).toBe(true);
  });

  test('by a first party for offline access only, unless that is bypassed', async () => {
    const asking = await makeConnectedApp(app, 'first_party');
    const bypassing = await makeConnectedApp(app, 'first_party', {
      bypass_consent_for_offline_access: true,
    });
    const offline = { scopes: ['openid', 'offline_access'] };
    expect(await consentRequired(asking.client_id)).toBe(false);
    expect(await consentRequired(asking.client_id, offline)).toBe(true);
    expect(await consentRequired(bypassing.client_id, offline)).toBe(false);
    expect(await consentRequired(bypassing.client_id, { prompt: 'consent' })).toBe(true);
    await authorize(app, asking.client_id, { user_id, ...offline });
    expect(await consentRequired(asking.client_id, offline)).toBe(true);
  });

  test('from everybody once the user took the grant back', async () => {
    const { client_id } = await makeConnectedApp(app, 'first_party');
    await submit(app, client_id, { user_id, consent_granted: false });
    expect(await consentRequired(client_id)).toBe(false);
    const path = `/v1/users/${user_id}/connected_apps/${client_id}/revoke`;
    expect((await app.call('POST', path, {})).status).toBe(200);
    expect(await consentRequired(client_id)).toBe(true);
    const denied = await submit(app, client_id, { user_id, consent_granted: false });
    expect(redirected(denied)).toMatchObject({ error: 'access_denied' });
    await authorize(app, client_id, { user_id });
    expect(await consentRequired(client_id)).toBe(false);
  });
});

describe('authorize', () => {
  test('answers where to send the browser, with code, state and issuer', async () => {
    const { client_id } = await makeConnectedApp(app, 'first_party', {
      redirect_urls: [`${REDIRECT}?tenant=7`],
    });
    const answer = await submit(app, client_id, {
      user_id,
      redirect_uri: `${REDIRECT}?tenant=7`,
      state: 'a b&c=ü',
      // As the web component does where no consent is required.
      consent_granted: false,
    });
    const url = new URL(answer.body.redirect_uri);
    expect(`${url.origin}${url.pathname}`).toBe(REDIRECT);
    expect(redirected(answer)).toEqual({
      tenant: '7',
      code: answer.body.authorization_code,
      state: 'a b&c=ü',
      iss: expect.stringMatching(/^http/),
    });
    expect(answer.body.authorization_code).toMatch(/^[A-Za-z0-9_-]{44}$/);
    const { rows } = await app.database.run('select * from connected_app_authorizations', []);
    expect(JSON.stringify(rows)).not.toContain(answer.body.authorization_code);
  });

  test.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scopes: ['full_access'] }, 'invalid_scope'],
    [{ scopes: ['two words'] }, 'invalid_scope'],
    [{ scopes: ['unheard:of'] }, 'invalid_scope'],
    [{ consent_granted: false }, 'access_denied'],
    [{ prompt: 'none' }, 'consent_required'],
    [{ prompt: 'none login' }, 'invalid_request'],
    [{ resources: ['not a URI'] }, 'invalid_target'],
    [{ resources: ['https://a.example/#part'] }, 'invalid_target'],
  ])('tells the client of a refusal: %j is %s', async (request, code) => {
    const { client_id } = await makeConnectedApp(app, 'third_party');
    const answer = await submit(app, client_id, { user_id, state: 'xyz', ...request });
    expect(answer.status).toBe(200);
    expect(answer.body).not.toHaveProperty('authorization_code');
    expect(redirected(answer)).toMatchObject({ error: code, state: 'xyz' });
    expect(redirected(answer)).not.toHaveProperty('code');
    const list = await app.call('GET', `/v1/users/${user_id}/connected_apps`);
    expect(JSON.stringify(list.body)).not.toContain(client_id);
  });

  test('takes what Go leaves out as false, as empty, as what a page would have filled in', async () => {
    const bare = (client_id: string) => ({ client_id, redirect_uri: REDIRECT, user_id });
    const { client_id: own } = await makeConnectedApp(app, 'first_party');
    const started = await app.call('POST', '/v1/idp/oauth/authorize/start', bare(own));
    const asked = started.body.scope_results.map(({ scope }: { scope: string }) => scope);
    expect(asked).toEqual(['openid', 'profile', 'email']);
    const path = '/v1/idp/oauth/authorize';
    const agreed = await app.call('POST', path, bare(own));
    expect(redirected(agreed)).toMatchObject({ code: agreed.body.authorization_code });
    const { client_id: foreign } = await makeConnectedApp(app, 'third_party');
    const refused = await app.call('POST', path, bare(foreign));
    expect(redirected(refused)).toMatchObject({ error: 'access_denied' });
  });

  test('needs PKCE from public clients, and a challenge that can be one of S256', async () => {
    for (const type of ['first_party_public', 'third_party_public']) {
      const { client_id } = await makeConnectedApp(app, type);
      for (const code_challenge of [undefined, '']) {
        expect((await submit(app, client_id, { user_id, code_challenge })).body).toMatchObject(
          error(400, 'pkce_required_for_idp_authorization_flow'),
        );
      }
      expect(
        (await submit(app, client_id, { user_id, code_challenge: 'plain' })).body,
      ).toMatchObject(error(400, 'invalid_pkce_code_challenge'));
      const { code_challenge } = pkcePair();
      await authorize(app, client_id, { user_id, code_challenge });
    }
  });
});

describe('the apps of a user', () => {
  test('are those with a completed flow, with the scopes of the last one', async () => {
    const owner = await makeUser(app);
    const { client_id } = await makeConnectedApp(app, 'third_party', { client_name: 'Notes' });
    const list = async () =>
      (await app.call('GET', `/v1/users/${owner}/connected_apps`)).body.connected_apps;
    expect(await list()).toEqual([]);
    await authorize(app, client_id, { user_id: owner, scopes: ['openid', 'email'] });
    await authorize(app, client_id, { user_id: owner, scopes: ['openid'] });
    expect(await list()).toEqual([
      {
        connected_app_id: client_id,
        name: 'Notes',
        description: '',
        client_type: 'third_party',
        scopes_granted: 'openid',
      },
    ]);
    const path = `/v1/users/${owner}/connected_apps/${client_id}/revoke`;
    expect((await app.call('POST', path)).status).toBe(200);
    expect(await list()).toEqual([]);
    expect((await app.call('POST', path)).body).toMatchObject(
      error(404, 'connected_app_not_found'),
    );
  });

  test('go with the user, with the app, and with a reset', async () => {
    const count = async () => {
      const { rows } = await app.database.run<{ n: number | string }>(
        'select count(*) as n from connected_app_authorizations',
        [],
      );
      return Number(rows[0]?.n);
    };
    const { client_id } = await makeConnectedApp(app, 'first_party');
    const before = await count();
    const owner = await makeUser(app);
    await authorize(app, client_id, { user_id: owner });
    await app.call('DELETE', `/v1/users/${owner}`);
    expect(await count()).toBe(before);
    await authorize(app, client_id, { user_id });
    await app.call('DELETE', `/v1/connected_apps/clients/${client_id}`);
    expect(await count()).toBe(before);
    await app.call('POST', '/selvage/v1/reset', {});
    expect(await count()).toBe(0);
  });
});
