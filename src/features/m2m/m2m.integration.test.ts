import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  clientCredentials,
  getToken,
  type NewClient,
  newClient,
  postForm,
} from '../../testing/m2m.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
});
afterAll(() => app.close());

const path = (client: NewClient, rest = '') => `/v1/m2m/clients/${client.client_id}${rest}`;
const rotate = (client: NewClient, step = '') =>
  app.call('POST', path(client, `/secrets/rotate${step}`), {});
const oauth = (endpoint: string, client: NewClient, token: string) =>
  postForm(app, `/v1/public/${app.test.project_id}/oauth2/${endpoint}`, {
    ...clientCredentials(client),
    token,
  });

describe('a client', () => {
  test('is shown as it was created, but for its secret', async () => {
    const created = await app.call('POST', '/v1/m2m/clients', {
      scopes: ['a', 'b', 'a'],
      client_name: 'Billing',
      client_description: 'Sends bills',
      trusted_metadata: { plan: 'gold' },
    });
    expect(created.status).toBe(200);
    const { client_secret, ...shown } = created.body.m2m_client;
    expect(client_secret).toMatch(/^[A-Za-z0-9_-]{44}$/);
    expect(shown).toEqual({
      client_id: expect.stringMatching(/^m2m-client-test-[0-9a-f-]{36}$/),
      client_name: 'Billing',
      client_description: 'Sends bills',
      status: 'active',
      scopes: ['a', 'b'],
      client_secret_last_four: client_secret.slice(-4),
      trusted_metadata: { plan: 'gold' },
      next_client_secret_last_four: null,
    });
    expect((await app.call('GET', path(shown))).body.m2m_client).toEqual(shown);
    const changed = await app.call('PUT', path(shown), {
      scopes: ['c'],
      trusted_metadata: { plan: null, region: 'eu' },
    });
    expect(changed.body.m2m_client).toEqual({
      ...shown,
      scopes: ['c'],
      trusted_metadata: { region: 'eu' },
    });
    expect((await app.call('DELETE', path(shown))).body).toMatchObject({
      client_id: shown.client_id,
    });
    expect((await app.call('GET', path(shown))).body.error_type).toBe('m2m_client_not_found');
    expect((await getToken(app, created.body.m2m_client)).body.error).toBe('invalid_client');
  });

  test('may bring its id and secret, whose hash is sealed', async () => {
    const chosen = { client_id: 'legacy|1', client_secret: 'violet-mosaic-47-lantern' };
    expect(await newClient(app, { ...chosen, scopes: [] })).toMatchObject(chosen);
    expect((await getToken(app, chosen)).status).toBe(200);
    const [row] = await app.database.all(
      app.database.q
        .selectFrom('m2m_clients')
        .select('secret_hash')
        .where('client_id', '=', chosen.client_id),
    );
    expect(row?.secret_hash).toContain('.');
    const again = await app.call('POST', '/v1/m2m/clients', { ...chosen, scopes: [] });
    expect(again.body.error_type).toBe('duplicate_m2m_client_id');
  });

  test.each([
    [{ client_id: 'a b' }, 'm2m_client_invalid_client_id'],
    [{ client_id: 'connected-app-test-1' }, 'm2m_client_invalid_client_id'],
    [{ client_secret: 'short' }, 'm2m_client_invalid_client_secret'],
    [{ client_secret: 'aaaaaaaaaaaa' }, 'insecure_m2m_client_secret'],
    [{ client_secret: 'x'.repeat(73) }, 'client_secret_too_long'],
    [{ scopes: ['a b'] }, 'invalid_m2m_client_scope'],
    [{ scopes: [''] }, 'invalid_m2m_client_scope'],
    [{ scopes: Array.from({ length: 101 }, (_, n) => `s${n}`) }, 'too_many_m2m_client_scopes'],
    [{ client_name: 'x'.repeat(257) }, 'm2m_client_invalid_client_name'],
  ])('with %j is refused', async (body, error) => {
    const answer = await app.call('POST', '/v1/m2m/clients', { scopes: [], ...body });
    expect(answer.body).toMatchObject({ status_code: 400, error_type: error });
  });

  test('has no other status', async () => {
    const client = await newClient(app);
    expect((await app.call('PUT', path(client), { status: 'gone' })).body.error_type).toBe(
      'invalid_m2m_client_status',
    );
  });
});

describe('a rotation', () => {
  test('lets both secrets in until it is finished or cancelled', async () => {
    const client = await newClient(app);
    expect((await rotate(client)).body.error_type).toBe('m2m_client_not_rotating_secret');
    const start = async () => {
      const { next_client_secret } = (await rotate(client, '/start')).body.m2m_client;
      return { ...client, client_secret: next_client_secret };
    };
    const dropped = await start();
    expect((await rotate(client, '/start')).body.error_type).toBe(
      'm2m_client_already_rotating_secret',
    );
    for (const one of [client, dropped]) expect((await getToken(app, one)).status).toBe(200);
    expect((await rotate(client, '/cancel')).status).toBe(200);
    expect((await getToken(app, dropped)).body.error).toBe('invalid_client');
    const next = await start();
    const { m2m_client } = (await rotate(client)).body;
    expect(m2m_client).toMatchObject({
      client_secret_last_four: next.client_secret.slice(-4),
      next_client_secret_last_four: null,
    });
    expect((await getToken(app, next)).status).toBe(200);
    expect((await getToken(app, client)).body.error).toBe('invalid_client');
  });

  test('turns none of 1,000 requests away that have a valid secret', async () => {
    const client = await newClient(app);
    const calls: Promise<{ status: number }>[] = [];
    const ask = (one: NewClient, count: number) => {
      for (let n = 0; n < count; n += 1) calls.push(getToken(app, one));
    };
    ask(client, 200);
    const started = rotate(client, '/start');
    ask(client, 200);
    const { next_client_secret } = (await started).body.m2m_client;
    const next = { ...client, client_secret: next_client_secret };
    ask(client, 100);
    ask(next, 100);
    await Promise.all(calls);
    const finished = rotate(client);
    ask(next, 200);
    await finished;
    ask(next, 200);
    const answers = await Promise.all(calls);
    expect(answers).toHaveLength(1_000);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  }, 120_000);
});

describe('search', () => {
  const search = async (body: object) =>
    (await app.callLive('POST', '/v1/m2m/clients/search', body)).body;
  const ids = (body: { m2m_clients: { client_id: string }[] }) =>
    body.m2m_clients.map(({ client_id }) => client_id);
  const query = (operator: string, ...operands: [string, unknown][]) => ({
    query: {
      operator,
      operands: operands.map(([filter_name, filter_value]) => ({ filter_name, filter_value })),
    },
  });
  beforeAll(async () => {
    for (const [client_id, client_name, scopes] of [
      ['one', 'Billing', ['read']],
      ['two', 'Billing', ['read', 'write']],
      ['three', 'Mail', ['send']],
    ]) {
      await app.callLive('POST', '/v1/m2m/clients', { client_id, client_name, scopes });
    }
  });

  test('finds by id, exact name and scope, all or any of them', async () => {
    expect(ids(await search({}))).toEqual(['one', 'two', 'three']);
    expect(ids(await search(query('AND')))).toEqual(['one', 'two', 'three']);
    expect(ids(await search(query('AND', ['client_id', ['three', 'one', 'x']])))).toEqual([
      'one',
      'three',
    ]);
    expect(ids(await search(query('AND', ['client_name', ['billing']])))).toEqual([]);
    const both = [
      ['client_name', ['Billing']],
      ['scopes', ['write', 'send']],
    ] as [string, unknown][];
    expect(ids(await search(query('AND', ...both)))).toEqual(['two']);
    expect(ids(await search(query('OR', ...both)))).toEqual(['one', 'two', 'three']);
  });

  test('goes page by page with a cursor of that very query', async () => {
    const first = await search({ limit: 2 });
    expect(first.results_metadata).toMatchObject({ total: 3 });
    const cursor = first.results_metadata.next_cursor;
    const second = await search({ limit: 2, cursor });
    expect(ids(second)).toEqual(['three']);
    expect(second.results_metadata).toEqual({ total: 3, next_cursor: null });
    expect((await search({ cursor, ...query('AND', ['scopes', ['read']]) })).status_code).toBe(400);
  });

  test.each([
    [[{ filter_value: [] }], 'm2m_search_missing_filter_name'],
    [[{ filter_name: 1, filter_value: [] }], 'm2m_search_filter_name_must_be_string'],
    [[{ filter_name: 'x', filter_value: [] }], 'm2m_search_filter_name_not_recognized'],
    [[{ filter_name: 'scopes' }], 'm2m_search_missing_filter_value'],
    [[{ filter_name: 'scopes', filter_value: 'x' }], 'm2m_search_expected_array_of_strings'],
    [[{ filter_name: 'scopes', filter_value: [1] }], 'm2m_search_expected_array_of_strings'],
  ])('refuses %j', async (operands, error) => {
    expect((await search({ query: { operator: 'AND', operands } })).error_type).toBe(error);
  });
});

describe('introspection', () => {
  test('tells a client of its token until that is revoked', async () => {
    const client = await newClient(app);
    const other = await newClient(app);
    const [kept, token] = await Promise.all(
      [1, 2].map(async () => (await getToken(app, client)).body.access_token as string),
    );
    const active = (await oauth('introspect', client, token ?? '')).body;
    expect(active).toMatchObject({
      active: true,
      sub: client.client_id,
      client_id: client.client_id,
      scope: 'read:users write:users',
      aud: [app.test.project_id],
      token_type: 'access_token',
    });
    const inactive = { active: false, status_code: 200, request_id: expect.any(String) };
    expect((await oauth('introspect', other, token ?? '')).body).toEqual(inactive);
    expect((await oauth('revoke', other, token ?? '')).status).toBe(200);
    expect((await oauth('introspect', client, token ?? '')).body.active).toBe(true);
    for (const _twice of [1, 2]) {
      expect(Object.keys((await oauth('revoke', client, token ?? '')).body).sort()).toEqual([
        'request_id',
        'status_code',
      ]);
    }
    expect((await oauth('introspect', client, token ?? '')).body).toEqual(inactive);
    // Another spelling of the same signature is the same token.
    const last = token?.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const respelt = `${token?.slice(0, -1)}${alphabet[alphabet.indexOf(last) + 1]}`;
    expect((await oauth('introspect', client, respelt)).body).toEqual(inactive);
    expect((await oauth('introspect', client, kept ?? '')).body.active).toBe(true);
    expect((await oauth('introspect', client, 'nonsense')).body).toEqual(inactive);
    const wrong = { ...client, client_secret: 'x' };
    expect((await oauth('introspect', wrong, kept ?? '')).body.error).toBe('invalid_client');
  });
});
