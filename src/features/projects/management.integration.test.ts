import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;

beforeAll(async () => {
  app = await createTestApp();
});

afterAll(() => app.close());

/** The Node client: JSON content type and a body `{}` on every call but a GET. */
const node = (method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body = {}) =>
  app.callManagement(method, path, method === 'GET' ? undefined : body);

/** The Go client: the same content type, and no body at all on DELETE. */
const goDelete = (path: string) => app.callManagement('DELETE', path);

function expectOk(answer: Answer): void {
  expect(answer.body).toMatchObject({ status_code: 200 });
  expect(answer.status).toBe(200);
  expect(answer.body.request_id).toMatch(/^request-id-test-[0-9a-f-]{36}$/);
}

function expectError(answer: Answer, status: number, type: string): void {
  expect(answer.body).toMatchObject({ status_code: status, error_type: type });
  expect(answer.status).toBe(status);
  expect(answer.body.request_id).not.toBe('');
  expect(answer.body.error_message).not.toBe('');
  expect(answer.body.error_url).toMatch(/^https:/);
}

const P = '/pwa/v3/projects';

/** The official flow: a project, its live environment, its test environment. */
async function newProject(name: string): Promise<{ project: string; test: string }> {
  const { body } = await node('POST', P, { name, vertical: 'CONSUMER' });
  const project = `${P}/${body.project.project_slug}`;
  for (const [environment_slug, type] of [
    ['production', 'LIVE'],
    ['test', 'TEST'],
  ]) {
    const input = { name: environment_slug, type, environment_slug };
    expectOk(await node('POST', `${project}/environments`, input));
  }
  return { project, test: `${project}/environments/test` };
}

describe('credentials', () => {
  test('of a project, or none, do not reach the management API', async () => {
    expectError(await app.call('GET', P), 401, 'unauthorized_credentials');
    expectError(await app.callAs(undefined, 'GET', P), 401, 'unauthorized_credentials');
  });

  test('of the management API do not reach the backend API', async () => {
    const answer = await node('GET', '/v1/debug/whoami');
    expectError(answer, 400, 'invalid_project_id_authentication');
  });

  test('name their project at whoami', async () => {
    const { body } = await app.call('GET', '/v1/debug/whoami');
    expect(body).toMatchObject({ project_id: app.test.project_id, name: 'My Project' });
    const live = await app.callLive('GET', '/v1/debug/whoami');
    expect(live.body).toMatchObject({ project_id: app.live.project_id, name: 'My Project' });
  });
});

describe('projects', () => {
  test('are created, read, listed, renamed and deleted', async () => {
    const input = { name: 'Round trip', vertical: 'CONSUMER', project_slug: 'round-trip' };
    const created = await node('POST', P, input);
    expectOk(created);
    const { project } = created.body;
    expect(project).toEqual({ ...input, created_at: expect.stringMatching(/^\d{4}-.*Z$/) });
    const path = `${P}/round-trip`;
    expect((await node('GET', path)).body.project).toEqual(project);
    expect((await node('GET', P)).body.projects).toContainEqual(project);
    const renamed = await node('PATCH', path, { name: 'New name' });
    expect(renamed.body.project).toEqual({ ...project, name: 'New name' });
    expect((await node('PATCH', path)).body.project.name).toBe('New name');
    const deleted = await node('DELETE', path);
    expectOk(deleted);
    expect(Object.keys(deleted.body).toSorted()).toEqual(['request_id', 'status_code']);
    expectError(await node('GET', path), 404, 'project_not_found');
  });

  test('get a slug where none is given, and take one that nobody has', async () => {
    const { body } = await node('POST', P, { name: 'Ohne Schlüssel & Co.' });
    expect(body.project).toMatchObject({
      project_slug: 'ohne-schlussel-co',
      vertical: 'CONSUMER',
    });
    const taken = { name: 'x', project_slug: 'ohne-schlussel-co' };
    expectError(await node('POST', P, taken), 400, 'duplicate_project_slug');
    const dotted = { name: 'x', project_slug: 'a.b' };
    expectError(await node('POST', P, dotted), 400, 'invalid_project_slug');
  });

  test('need a name', async () => {
    for (const body of [{}, { name: '' }, { name: ' ' }, { name: null }]) {
      expectError(await node('POST', P, body), 400, 'invalid_project_name');
    }
    const vertical = { name: 'x', vertical: 'ALL' };
    expectError(await node('POST', P, vertical), 400, 'invalid_argument');
  });

  test('that do not exist cannot be read, changed or deleted', async () => {
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const answer = await node(method, `${P}/unknown`, { name: 'x' });
      expectError(answer, 404, 'project_not_found');
    }
    expectError(await goDelete(`${P}/unknown`), 404, 'project_not_found');
  });

  test('start without environments', async () => {
    const { body } = await node('POST', P, { name: 'Empty' });
    const path = `${P}/${body.project.project_slug}/environments`;
    expect((await node('GET', path)).body.environments).toEqual([]);
  });

  test('show through the bridge what old Terraform states know', async () => {
    const { project } = await newProject('Bridge');
    const slug = project.slice(P.length + 1);
    const { environments } = (await node('GET', `${project}/environments`)).body;
    const [live, testing] = environments;
    const expected = {
      live_project_id: live.project_id,
      test_project_id: testing.project_id,
      live_project_slug: 'production',
      test_project_slug: 'test',
      project_slug: slug,
      name: 'Bridge',
      vertical: 'CONSUMER',
      created_at: (await node('GET', project)).body.project.created_at,
    };
    expect((await node('GET', '/web/v1/projects')).body.projects).toContainEqual(expected);
    for (const id of [live.project_id, testing.project_id]) {
      expect((await node('GET', `/web/v1/projects/${id}`)).body.project).toEqual(expected);
    }
    const unknown = '/web/v1/projects/project-test-00000000-0000-4000-8000-000000000000';
    expectError(await node('GET', unknown), 404, 'project_not_found');
  });
});

describe('environments', () => {
  const settings = {
    cross_org_passwords_enabled: false,
    user_impersonation_enabled: false,
    zero_downtime_session_migration_url: '',
    use_custom_domain_in_magic_link_emails: false,
    user_lock_self_serve_enabled: false,
    user_lock_threshold: 10,
    user_lock_ttl: 3600,
    idp_authorization_url: '',
    idp_dynamic_client_registration_enabled: false,
    idp_dynamic_client_registration_access_token_template_content: '',
  };
  const changed = {
    cross_org_passwords_enabled: true,
    user_impersonation_enabled: true,
    zero_downtime_session_migration_url: 'https://example.com/userinfo?a={}',
    user_lock_self_serve_enabled: true,
    user_lock_threshold: 5,
    user_lock_ttl: 300,
    idp_authorization_url: 'https://example.com/authorize',
    idp_dynamic_client_registration_enabled: true,
    // Not JSON until it is rendered.
    idp_dynamic_client_registration_access_token_template_content: '{"field": {{ user.user_id }} }',
  };

  test('are exactly the two that were made', async () => {
    const { project } = await newProject('Two');
    const { environments } = (await node('GET', `${project}/environments`)).body;
    expect(environments).toHaveLength(2);
    expect(environments[0]).toEqual({
      environment_slug: 'production',
      project_slug: 'two',
      name: 'production',
      project_id: expect.stringMatching(/^project-live-[0-9a-f-]{36}$/),
      type: 'LIVE',
      created_at: expect.any(String),
      oauth_callback_id: expect.stringMatching(/^oauth-callback-live-[0-9a-f-]{36}$/),
      ...settings,
    });
    expect(environments[1]).toMatchObject({ environment_slug: 'test', type: 'TEST' });
  });

  test('echo the settings they are made with', async () => {
    const { project } = await newProject('Echo');
    const created = await node('POST', `${project}/environments`, {
      name: 'Staging',
      type: 'TEST',
      // Only an update takes it.
      use_custom_domain_in_magic_link_emails: true,
      unknown_member: 1,
      ...changed,
    });
    expectOk(created);
    const { environment } = created.body;
    expect(environment).toMatchObject({ ...settings, ...changed, environment_slug: 'staging' });
    const path = `${project}/environments/staging`;
    expect((await node('GET', path)).body.environment).toEqual(environment);
  });

  test('change what a PATCH names and keep the rest', async () => {
    const { test: path } = await newProject('Patch');
    const { environment } = (await node('GET', path)).body;
    const all = { ...changed, name: 'Renamed', use_custom_domain_in_magic_link_emails: true };
    expect((await node('PATCH', path, all)).body.environment).toEqual({ ...environment, ...all });
    const off = { user_impersonation_enabled: false, idp_authorization_url: '' };
    const partly = await node('PATCH', path, { ...off, type: 'LIVE', environment_slug: 'other' });
    expect(partly.body.environment).toEqual({ ...environment, ...all, ...off });
    expect((await node('PATCH', path)).body.environment).toEqual(partly.body.environment);
    expect((await node('GET', path)).body.environment).toEqual(partly.body.environment);
  });

  test('refuse lock settings out of range', async () => {
    const { test: path } = await newProject('Range');
    const threshold = await node('PATCH', path, { user_lock_threshold: 0 });
    expectError(threshold, 400, 'invalid_user_lock_threshold');
    const ttl = await node('PATCH', path, { user_lock_ttl: 299 });
    expectError(ttl, 400, 'invalid_user_lock_ttl');
    expectError(await node('PATCH', path, { user_lock_ttl: 'x' }), 400, 'bad_request');
  });

  test('come live first, once, and the live one goes with its project only', async () => {
    const { body } = await node('POST', P, { name: 'Live first' });
    const project = `${P}/${body.project.project_slug}`;
    const create = (input: object) => node('POST', `${project}/environments`, input);
    expectError(await create({ name: 'Test', type: 'TEST' }), 400, 'live_environment_required');
    expectError(await create({ name: 'Test' }), 400, 'live_environment_required');
    expectOk(await create({ name: 'Production', type: 'LIVE' }));
    const second = await create({ name: 'Second', type: 'LIVE' });
    expectError(second, 400, 'live_environment_already_exists');
    const path = `${project}/environments/production`;
    expectError(await node('DELETE', path), 400, 'cannot_delete_live_environment');
    expectOk(await goDelete(project));
  });

  test('are deleted, and their keys with them, from the next request on', async () => {
    const { test: path } = await newProject('Deleted');
    const { environment } = (await node('GET', path)).body;
    const { secret } = (await node('POST', `${path}/secrets`)).body;
    const keys = { username: environment.project_id, password: secret.secret };
    expectOk(await app.callAs(keys, 'GET', '/v1/debug/whoami'));
    expectOk(await node('DELETE', path));
    const answer = await app.callAs(keys, 'GET', '/v1/debug/whoami');
    expectError(answer, 401, 'unauthorized_credentials');
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      expectError(await node(method, path), 404, 'environment_not_found');
    }
    expectError(await node('GET', `${path}/secrets`), 404, 'environment_not_found');
  });

  test('count their users', async () => {
    const { projects } = (await node('GET', P)).body;
    const path = `${P}/${projects[0].project_slug}/environments/test/metrics`;
    const zero = { user_count: 0, organization_count: 0, member_count: 0, m2m_client_count: 0 };
    expect((await node('GET', path)).body.metrics).toEqual(zero);
    await app.call('POST', '/v1/users', { email: 'counted@example.com' });
    await app.call('POST', '/v1/users', { email: 'other@example.com' });
    expect((await node('GET', path)).body.metrics).toEqual({ ...zero, user_count: 2 });
  });
});

describe('secrets', () => {
  test('are shown once and masked from then on', async () => {
    const { test: path } = await newProject('Secrets');
    const created = await node('POST', `${path}/secrets`);
    expectOk(created);
    const { secret } = created.body;
    expect(Object.keys(secret).toSorted()).toEqual(['created_at', 'secret', 'secret_id']);
    expect(secret.secret).toMatch(/^secret-test-[\w-]{35}=$/);
    const read = await node('GET', `${path}/secrets/${secret.secret_id}`);
    // used_at is left out while it is unset: the Go client cannot read an empty one.
    expect(read.body.secret).toEqual({
      secret_id: secret.secret_id,
      last_four: secret.secret.slice(-4),
      created_at: secret.created_at,
    });
    const { secrets } = (await node('GET', `${path}/secrets`)).body;
    expect(secrets).toEqual([read.body.secret]);
  });

  test('are valid side by side until they are deleted', async () => {
    const { test: path } = await newProject('Rotation');
    const { project_id: username } = (await node('GET', path)).body.environment;
    const [first, second] = [
      (await node('POST', `${path}/secrets`)).body.secret,
      (await node('POST', `${path}/secrets`)).body.secret,
    ];
    const whoami = (password: string) =>
      app.callAs({ username, password }, 'GET', '/v1/debug/whoami');
    expectOk(await whoami(first.secret));
    expectOk(await whoami(second.secret));
    expectOk(await goDelete(`${path}/secrets/${first.secret_id}`));
    expectError(await whoami(first.secret), 401, 'unauthorized_credentials');
    expectOk(await whoami(second.secret));
  });

  test('that do not exist cannot be read or deleted', async () => {
    const { test: path } = await newProject('No secret');
    const { secret } = (await node('POST', `${path}/secrets`)).body;
    expectOk(await node('DELETE', `${path}/secrets/${secret.secret_id}`));
    const live = secret.secret_id.replace('test', 'live');
    for (const id of [secret.secret_id, live, 'unknown', 'secret-test-x']) {
      expectError(await node('GET', `${path}/secrets/${id}`), 404, 'secret_not_found');
      expectError(await node('DELETE', `${path}/secrets/${id}`), 404, 'secret_not_found');
    }
  });
});

describe('public tokens', () => {
  test('read the same as they were created; the last one stays', async () => {
    const { test: path } = await newProject('Public tokens');
    const tokens = `${path}/public_tokens`;
    const [first] = (await node('GET', tokens)).body.public_tokens;
    const created = await node('POST', tokens);
    expectOk(created);
    const { public_token } = created.body;
    expect(public_token.public_token).toMatch(/^public-token-test-[0-9a-f-]{36}$/);
    const one = `${tokens}/${public_token.public_token}`;
    expect((await node('GET', one)).body.public_token).toEqual(public_token);
    expect((await node('GET', tokens)).body.public_tokens).toEqual([first, public_token]);
    expectOk(await node('DELETE', `${tokens}/${first.public_token}`));
    expectError(await node('DELETE', one), 400, 'unable_to_delete_last_public_token');
    expect((await node('GET', tokens)).body.public_tokens).toEqual([public_token]);
  });

  test('that do not exist cannot be read or deleted', async () => {
    const { test: path } = await newProject('No token');
    for (const token of [app.test.public_token, 'unknown', 'public-token-test-x']) {
      const one = `${path}/public_tokens/${token}`;
      expectError(await node('GET', one), 404, 'public_token_not_found');
      expectError(await goDelete(one), 404, 'public_token_not_found');
    }
  });
});

describe('redirect URLs', () => {
  const at = (path: string, url: string, more = '') =>
    `${path}/redirect_urls?url=${encodeURIComponent(url)}${more}`;
  const list = async (path: string) =>
    (await node('GET', `${path}/redirect_urls/all`)).body.redirect_urls;
  const type = (name: string, is_default: boolean) => ({ type: name, is_default });

  test('keep a query of their own byte for byte', async () => {
    const { test: path } = await newProject('Bytes');
    const url = 'https://localhost:3002/login?expires_at={}';
    const created = await node('POST', `${path}/redirect_urls`, {
      url,
      valid_types: [type('LOGIN', false)],
      do_not_promote_defaults: true,
    });
    expectOk(created);
    expect(created.body.redirect_url).toEqual({ url, valid_types: [type('LOGIN', false)] });
    const read = await node('GET', at(path, url));
    expect(read.body.redirect_url).toEqual(created.body.redirect_url);
    expect(await list(path)).toContainEqual(created.body.redirect_url);
    expectOk(await app.callManagement('DELETE', at(path, url)));
    expectError(await node('GET', at(path, url)), 404, 'redirect_url_not_found');
  });

  test('that are created again gain the new types', async () => {
    const { test: path } = await newProject('Merge');
    const url = 'https://app.example.com/callback';
    const create = (name: string) =>
      node('POST', `${path}/redirect_urls`, { url, valid_types: [type(name, false)] });
    expectOk(await create('LOGIN'));
    const merged = await create('SIGNUP');
    expectOk(merged);
    expect(merged.body.redirect_url.valid_types).toEqual([
      type('LOGIN', false),
      type('SIGNUP', false),
    ]);
    expect(await list(path)).toHaveLength(3);
  });

  test('have their types replaced by a PUT', async () => {
    const { test: path } = await newProject('Put');
    const url = 'http://localhost:3000/authenticate';
    const valid_types = [type('LOGIN', true), type('SIGNUP', false)];
    const put = await node('PUT', at(path, url), { valid_types });
    expectOk(put);
    // The first URL of the type takes over what this one gave up.
    const [first, second] = await list(path);
    expect(second).toEqual(put.body.redirect_url);
    expect(second).toEqual({ url, valid_types });
    expect(first.valid_types).toEqual([
      type('LOGIN', false),
      type('SIGNUP', true),
      type('INVITE', true),
      type('RESET_PASSWORD', true),
    ]);
  });

  test('hand on their defaults when deleted, unless told not to', async () => {
    const url = 'http://localhost:3000/authenticate';
    const defaults = async (path: string) =>
      (await list(path))[0].valid_types.map((one: { is_default: boolean }) => one.is_default);
    const promoted = await newProject('Promoted');
    expectOk(await node('DELETE', at(promoted.test, url, '&do_not_promote_defaults=false')));
    expect(await defaults(promoted.test)).toEqual([true, true, true, true]);
    for (const yes of ['true', 'True']) {
      const { test: path } = await newProject('Not promoted');
      expectOk(await goDelete(at(path, url, `&do_not_promote_defaults=${yes}`)));
      expect(await defaults(path)).toEqual([false, false, false, false]);
    }
  });

  test('take what the Go client leaves out for false', async () => {
    const { test: path } = await newProject('Go');
    const url = 'https://app.example.com/';
    const input = { url, valid_types: [{ type: 'LOGIN' }] };
    const created = await node('POST', `${path}/redirect_urls`, input);
    expect(created.body.redirect_url.valid_types).toEqual([type('LOGIN', false)]);
  });

  test('in a live environment promote the first one of a type', async () => {
    const { project } = await newProject('Live urls');
    const path = `${project}/environments/production`;
    expect(await list(path)).toEqual([]);
    const input = { url: 'https://app.example.com/', valid_types: [type('LOGIN', false)] };
    const created = await node('POST', `${path}/redirect_urls`, input);
    expect(created.body.redirect_url.valid_types).toEqual([type('LOGIN', true)]);
    const plain = { ...input, url: 'http://app.example.com/' };
    const refused = await node('POST', `${path}/redirect_urls`, plain);
    expectError(refused, 400, 'redirect_url_must_use_https');
  });

  test('that do not exist cannot be read, changed or deleted', async () => {
    const { test: path } = await newProject('No url');
    for (const url of ['https://nowhere.example.com/', 'nothing']) {
      const valid_types = [type('LOGIN', true)];
      expectError(await node('GET', at(path, url)), 404, 'redirect_url_not_found');
      expectError(await node('PUT', at(path, url), { valid_types }), 404, 'redirect_url_not_found');
      expectError(await node('DELETE', at(path, url)), 404, 'redirect_url_not_found');
    }
    expectError(await node('GET', `${path}/redirect_urls`), 400, 'invalid_url');
  });

  test('need a type that there is', async () => {
    const { test: path } = await newProject('No type');
    const url = 'https://app.example.com/';
    for (const valid_types of [[], undefined, [{ is_default: true }], [type('OTHER', true)]]) {
      const answer = await node('POST', `${path}/redirect_urls`, { url, valid_types });
      expectError(answer, 400, 'invalid_redirect_url_type');
    }
  });
});
