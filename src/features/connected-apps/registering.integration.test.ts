import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeSettings } from '../../testing/change-settings.ts';
import { makeUser, pkcePair, REDIRECT, submit } from '../../testing/connected-apps.ts';
import { createTestApp, inject, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp();
  await changeSettings(app, { idp_dynamic_client_registration_enabled: true });
});
afterAll(() => app?.close());

const register = (body: object, path = `/v1/public/${app.test.project_id}/oauth2/register`) =>
  inject(app.app, undefined, 'POST', path, body);

describe('a client that registers itself (RFC 7591)', () => {
  test('is public and of a third party where it says nothing else', async () => {
    const answer = await register({ redirect_uris: [REDIRECT], client_name: 'Inspector' });
    expect(answer).toMatchObject({
      status: 201,
      headers: { 'access-control-allow-origin': '*', 'cache-control': 'no-store' },
      body: {
        client_id: expect.stringMatching(/^connected-app-test-/),
        client_name: 'Inspector',
        redirect_uris: [REDIRECT],
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
        client_id_issued_at: expect.any(Number),
      },
    });
    expect(answer.body).not.toHaveProperty('client_secret');
    const path = `/v1/connected_apps/clients/${answer.body.client_id}`;
    expect((await app.call('GET', path)).body.connected_app).toMatchObject({
      client_type: 'third_party_public',
      creation_method: 'dynamic_client_registration',
      full_access_allowed: false,
    });
  });

  test('gets a secret where it wants one, told once and kept as a hash', async () => {
    const methods = ['client_secret_post', 'client_secret_basic'];
    for (const token_endpoint_auth_method of methods) {
      const body = { redirect_uris: [REDIRECT], token_endpoint_auth_method };
      const first = await register(body);
      expect(first.body).toMatchObject({
        client_secret: expect.stringMatching(/^[\w-]{44}$/),
        client_secret_expires_at: 0,
        token_endpoint_auth_method,
      });
      expect((await register(body)).body.client_id).not.toBe(first.body.client_id);
    }
  });

  test('gets the same id where it registers the same again and is public', async () => {
    const body = { redirect_uris: [REDIRECT], client_name: 'Same' };
    const ids = await Promise.all(
      [1, 2, 3, 4].map(async () => (await register(body)).body.client_id),
    );
    expect(new Set(ids).size).toBe(1);
    const other = await register({ ...body, client_name: 'Other' });
    expect(other.body.client_id).not.toBe(ids[0]);
  });

  test('goes after 30 days unless somebody authorizes it', async () => {
    const { client_id } = (await register({ redirect_uris: ['http://localhost:1/a'] })).body;
    const expiry = async () => {
      const id = client_id.slice(-36);
      const { rows } = await app.database.run(
        `select expires_at from connected_apps where id = '${id}'`,
        [],
      );
      return (rows[0] as { expires_at: number | null }).expires_at;
    };
    expect(await expiry()).toBeGreaterThan(Date.now());
    const { code_challenge } = pkcePair();
    const user_id = await makeUser(app);
    const redirect_uri = 'http://localhost:5173/a';
    await submit(app, client_id, { user_id, code_challenge, redirect_uri });
    expect(await expiry()).toBeNull();
  });

  test('is found at the root of the server, which then means this environment', async () => {
    const answer = await register({ redirect_uris: [REDIRECT] }, '/v1/oauth2/register');
    expect(answer).toMatchObject({ status: 201 });
  });
});

describe('a registration is refused', () => {
  test.each<[string, object, string]>([
    ['without redirect URLs', {}, 'invalid_redirect_uri'],
    ['with a list of none', { redirect_uris: [] }, 'invalid_redirect_uri'],
    ['with 21 of them', { redirect_uris: Array(21).fill(REDIRECT) }, 'invalid_redirect_uri'],
    ['with a number', { redirect_uris: [1] }, 'invalid_redirect_uri'],
    ['with a script', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['with a wildcard', { redirect_uris: ['https://*.example.com/'] }, 'invalid_redirect_uri'],
    ['with plain http', { redirect_uris: ['http://app.example.com/'] }, 'invalid_redirect_uri'],
    ['with a fragment', { redirect_uris: [`${REDIRECT}#x`] }, 'invalid_redirect_uri'],
    ['with a name that is no text', { client_name: {} }, 'invalid_client_metadata'],
    [
      'with an auth method of keys',
      { token_endpoint_auth_method: 'private_key_jwt' },
      'invalid_client_metadata',
    ],
    ['for the implicit flow', { response_types: ['token'] }, 'invalid_client_metadata'],
    ['for M2M', { grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
    [
      'with a logo that is a script',
      { logo_uri: 'javascript:alert(1)' },
      'invalid_client_metadata',
    ],
  ])('%s', async (_name, more, error) => {
    const body =
      'redirect_uris' in more || Object.keys(more).length === 0
        ? more
        : { redirect_uris: [REDIRECT], ...more };
    expect(await register(body)).toMatchObject({ status: 400, body: { error } });
  });

  test('never first party, whatever it says', async () => {
    const { body } = await register({
      redirect_uris: [REDIRECT],
      client_name: 'Greedy',
      client_type: 'first_party',
      full_access_allowed: true,
    });
    const path = `/v1/connected_apps/clients/${body.client_id}`;
    expect((await app.call('GET', path)).body.connected_app).toMatchObject({
      client_type: 'third_party_public',
      full_access_allowed: false,
    });
  });

  test('while it is switched off, as it is from the first', async () => {
    const path = `/v1/public/${app.live.project_id}/oauth2/register`;
    expect(await register({ redirect_uris: [REDIRECT] }, path)).toMatchObject({
      status: 400,
      body: { error: 'dynamic_client_registration_not_enabled' },
    });
  });
});

test('registration flood: one address gets a fixed number in an hour', async () => {
  const flooded = await createTestApp();
  try {
    await changeSettings(flooded, { idp_dynamic_client_registration_enabled: true });
    const path = `/v1/public/${flooded.test.project_id}/oauth2/register`;
    const statuses: number[] = [];
    for (let i = 0; i < 31; i += 1) {
      const body = { redirect_uris: [REDIRECT], client_name: `Client ${i}` };
      statuses.push((await inject(flooded.app, undefined, 'POST', path, body)).status);
    }
    expect(statuses).toEqual([...Array(30).fill(201), 429]);
  } finally {
    await flooded.close();
  }
});

test('registration flood: where the environment is full the longest unused client goes', async () => {
  const full = await createTestApp({ SELVAGE_RATE_LIMITS: 'off' });
  try {
    await changeSettings(full, { idp_dynamic_client_registration_enabled: true });
    const path = `/v1/public/${full.test.project_id}/oauth2/register`;
    const add = async (client_name: string) =>
      (await inject(full.app, undefined, 'POST', path, { redirect_uris: [REDIRECT], client_name }))
        .body.client_id as string;
    const used = await add('Used');
    const { code_challenge } = pkcePair();
    await submit(full, used, { user_id: await makeUser(full), code_challenge });
    const oldest = await add('Oldest');
    await fillUp(full, oldest);
    const newest = await add('Newest');
    const status = async (id: string) =>
      (await full.call('GET', `/v1/connected_apps/clients/${id}`)).status;
    expect([await status(used), await status(oldest), await status(newest)]).toEqual([
      200, 404, 200,
    ]);
  } finally {
    await full.close();
  }
});

/** Copies of one client, each a little younger than the one before, until no more fit. */
async function fillUp(full: TestApp, clientId: string): Promise<void> {
  await full.database.transaction(async (tx) => {
    const row = await tx.first(
      tx.q.selectFrom('connected_apps').selectAll().where('id', '=', clientId.slice(-36)),
    );
    if (!row) throw new Error('There is no such client.');
    const copy = (index: number) => ({
      ...row,
      id: `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      registration_hash: null,
      expires_at: Number(row.expires_at) + 1 + index,
    });
    for (let begin = 2; begin < 10_000; begin += 500) {
      const size = Math.min(500, 10_000 - begin);
      const rows = Array.from({ length: size }, (_, index) => copy(begin + index));
      await tx.affected(tx.q.insertInto('connected_apps').values(rows));
    }
  });
}

test('all addresses of one network of IPv6 count as one', async () => {
  await changeSettings(app, { idp_dynamic_client_registration_enabled: true });
  const from = (remoteAddress: string) =>
    app.app.inject({
      method: 'POST',
      url: `/v1/public/${app.test.project_id}/oauth2/register`,
      payload: { redirect_uris: [REDIRECT] },
      remoteAddress,
    });
  for (let n = 0; n < 30; n += 1) expect((await from(`2001:db8::${n}`)).statusCode).toBe(201);
  expect((await from('2001:db8:0:0:1:2:3:4')).statusCode).toBe(429);
  expect((await from('2001:db8:0:1::1')).statusCode).toBe(201);
});
