import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

const CLIENTS = '/v1/connected_apps/clients';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app?.close());

const create = (body: object) => app.call('POST', CLIENTS, body);

async function made(body: object) {
  const answer = await create(body);
  expect(answer.body).toMatchObject({ status_code: 200 });
  return answer.body.connected_app;
}

const error = (status_code: number, error_type: string) => ({ status_code, error_type });

describe('a new Connected App', () => {
  test.each(['first_party', 'third_party'])('that is %s is told its secret once', async (type) => {
    const app_ = await made({ client_type: type });
    expect(app_).toMatchObject({
      client_id: expect.stringMatching(/^connected-app-test-[0-9a-f-]{36}$/),
      client_name: '',
      client_description: '',
      status: 'active',
      client_type: type,
      full_access_allowed: false,
      bypass_consent_for_offline_access: false,
      redirect_urls: [],
      post_logout_redirect_urls: [],
      access_token_expiry_minutes: 60,
      access_token_template_content: '',
      id_token_template_content: '',
      client_secret: expect.stringMatching(/^[A-Za-z0-9_-]{44}$/),
      client_secret_last_four: app_.client_secret.slice(-4),
    });
    const got = await app.call('GET', `${CLIENTS}/${app_.client_id}`);
    const { client_secret, ...rest } = app_;
    expect(got.body.connected_app).toEqual({ ...rest, creation_method: 'api' });
    const { rows } = await app.database.run('select secret_hash from connected_apps', []);
    expect(JSON.stringify(rows)).not.toContain(client_secret);
  });

  test.each(['first_party_public', 'third_party_public'])(
    'that is %s has no secret',
    async (type) => {
      const app_ = await made({ client_type: type });
      expect(app_).not.toHaveProperty('client_secret');
      expect(app_).not.toHaveProperty('client_secret_last_four');
    },
  );

  test('keeps every field', async () => {
    const fields = {
      client_name: 'Notes',
      client_description: 'Takes notes',
      redirect_urls: ['https://notes.example.com/cb?x=1', 'http://127.0.0.1:5001/cb'],
      post_logout_redirect_urls: ['https://notes.example.com/bye'],
      full_access_allowed: true,
      bypass_consent_for_offline_access: true,
      access_token_expiry_minutes: 15,
      access_token_custom_audience: 'https://api.example.com',
      logo_url: 'https://notes.example.com/logo.png',
    };
    const app_ = await made({ client_type: 'first_party', ...fields });
    expect(app_).toMatchObject(fields);
    const got = await app.call('GET', `${CLIENTS}/${app_.client_id}`);
    expect(got.body.connected_app).toMatchObject(fields);
  });

  test.each([
    [{}, 'invalid_connected_app_type'],
    [{ client_type: 'fourth_party' }, 'invalid_connected_app_type'],
    [{ client_type: 7 }, 'invalid_connected_app_type'],
    [
      { client_type: 'third_party', full_access_allowed: true },
      'third_party_clients_cannot_use_full_access',
    ],
    [
      { client_type: 'third_party_public', bypass_consent_for_offline_access: true },
      'third_party_clients_require_consent_for_offline_access',
    ],
    [
      { client_type: 'first_party', access_token_expiry_minutes: 0 },
      'idp_invalid_access_token_expiry_minutes',
    ],
    [
      { client_type: 'first_party', access_token_expiry_minutes: 1441 },
      'idp_invalid_access_token_expiry_minutes',
    ],
    [
      { client_type: 'first_party', access_token_custom_audience: 'two words' },
      'idp_invalid_access_token_custom_audience',
    ],
    [{ client_type: 'first_party', logo_url: 'javascript:alert(1)' }, 'invalid_url'],
    [{ client_type: 'first_party', client_name: 'x'.repeat(256) }, 'invalid_argument'],
    [
      {
        client_type: 'first_party',
        redirect_urls: Array.from({ length: 101 }, (_, i) => `https://a.example/${i}`),
      },
      'too_many_redirect_urls',
    ],
    [
      { client_type: 'first_party', post_logout_redirect_urls: ['nowhere'] },
      'connected_app_invalid_redirect_url',
    ],
  ])('%j is refused with %s', async (body, type) => {
    expect((await create(body)).body).toMatchObject(error(400, type));
  });
});

describe('an update', () => {
  test('changes what is given and leaves the rest', async () => {
    const { client_id, ...before } = await made({ client_type: 'first_party', client_name: 'A' });
    const changes = { client_description: 'B', redirect_urls: ['https://b.example/cb'] };
    const answer = await app.call('PUT', `${CLIENTS}/${client_id}`, changes);
    expect(answer.body.connected_app).toMatchObject({
      ...changes,
      client_name: 'A',
      client_secret_last_four: before.client_secret_last_four,
    });
  });

  test('cannot change the type, and is checked against it', async () => {
    const { client_id } = await made({ client_type: 'third_party' });
    const typed = await app.call('PUT', `${CLIENTS}/${client_id}`, { client_type: 'first_party' });
    expect(typed.body.connected_app).toMatchObject({ client_type: 'third_party' });
    const full = await app.call('PUT', `${CLIENTS}/${client_id}`, { full_access_allowed: true });
    expect(full.body).toMatchObject(error(400, 'third_party_clients_cannot_use_full_access'));
  });
});

describe('deleting', () => {
  test('answers the id, and the app is gone', async () => {
    const { client_id } = await made({ client_type: 'first_party' });
    const path = `${CLIENTS}/${client_id}`;
    expect((await app.call('DELETE', path)).body).toMatchObject({ client_id });
    expect((await app.call('GET', path)).body).toMatchObject(error(404, 'connected_app_not_found'));
    expect((await app.call('DELETE', path)).body).toMatchObject(
      error(404, 'connected_app_not_found'),
    );
  });

  test('the app of the other environment is not possible', async () => {
    const { client_id } = await made({ client_type: 'first_party' });
    expect((await app.callLive('DELETE', `${CLIENTS}/${client_id}`)).body).toMatchObject(
      error(400, 'test_id_used_in_live_environment'),
    );
    const disguised = client_id.replace('-test-', '-live-');
    expect((await app.callLive('GET', `${CLIENTS}/${disguised}`)).body).toMatchObject(
      error(404, 'connected_app_not_found'),
    );
  });
});

describe('rotating the secret', () => {
  const step = (id: string, name: string) =>
    app.call('POST', `${CLIENTS}/${id}/secrets/rotate${name}`, {});

  test('makes a next secret, which takes the place of the old one', async () => {
    const { client_id, client_secret } = await made({ client_type: 'third_party' });
    const started = await step(client_id, '/start');
    const { next_client_secret } = started.body.connected_app;
    expect(started.body.connected_app).toMatchObject({
      next_client_secret: expect.stringMatching(/^[A-Za-z0-9_-]{44}$/),
      next_client_secret_last_four: next_client_secret.slice(-4),
      client_secret_last_four: client_secret.slice(-4),
    });
    expect((await step(client_id, '/start')).body).toMatchObject(
      error(400, 'connected_app_already_rotating_secret'),
    );
    const rotated = await step(client_id, '');
    expect(rotated.body.connected_app.client_secret_last_four).toBe(next_client_secret.slice(-4));
    expect(rotated.body.connected_app).not.toHaveProperty('next_client_secret_last_four');
  });

  test('can be cancelled', async () => {
    const { client_id, client_secret } = await made({ client_type: 'first_party' });
    await step(client_id, '/start');
    const cancelled = await step(client_id, '/cancel');
    expect(cancelled.body.connected_app).toMatchObject({
      client_secret_last_four: client_secret.slice(-4),
    });
    for (const name of ['', '/cancel']) {
      expect((await step(client_id, name)).body).toMatchObject(
        error(400, 'connected_app_not_rotating_secret'),
      );
    }
  });

  test('is started by one of two callers at once', async () => {
    const { client_id } = await made({ client_type: 'first_party' });
    const answers = await Promise.all([step(client_id, '/start'), step(client_id, '/start')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  test('is not possible for a public app', async () => {
    const { client_id } = await made({ client_type: 'first_party_public' });
    for (const name of ['/start', '', '/cancel']) {
      expect((await step(client_id, name)).body).toMatchObject(
        error(400, 'public_connected_apps_do_not_have_secrets'),
      );
    }
  });
});

describe('a search', () => {
  test('lists every app once, page by page in the order of creation', async () => {
    const own = await createTestApp();
    try {
      const ids: string[] = [];
      for (let index = 0; index < 5; index += 1) {
        const answer = await own.call('POST', CLIENTS, { client_type: 'first_party_public' });
        ids.push(answer.body.connected_app.client_id);
      }
      const seen: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const page: { body: Awaited<ReturnType<TestApp['call']>>['body'] } = await own.call(
          'POST',
          `${CLIENTS}/search`,
          { limit: 2, ...(cursor !== '' && { cursor }) },
        );
        expect(page.body.results_metadata.total).toBe(5);
        for (const one of page.body.connected_apps) seen.push(one.client_id);
        cursor = page.body.results_metadata.next_cursor;
      }
      expect(seen).toEqual(ids);
    } finally {
      await own.close();
    }
  });

  test.each([{ limit: 0 }, { limit: 1001 }, { cursor: 'nonsense' }])(
    'by %j is refused',
    async (body) => {
      expect((await app.call('POST', `${CLIENTS}/search`, body)).status).toBe(400);
    },
  );
});
