import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../config/load-config.ts';
import { prepareDatabase } from '../../main.ts';
import { silentLogger } from '../../platform/log.ts';
import { claimsOf, getToken } from '../../testing/m2m.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { issuerKey, pemProfile, signToken } from '../../testing/trusted-issuer.ts';

const example = fileURLToPath(new URL('../../../docs/examples/seed.yaml', import.meta.url));
const TEST = '/pwa/v3/projects/shop/environments/test';
const machine = {
  client_id: 'm2m-client-test-22222222-3333-4444-8555-666666666666',
  client_secret: 'm2m-secret-for-tests-only',
};

let app: TestApp;
beforeAll(async () => {
  app = await createTestApp({ SELVAGE_SEED: example });
});
afterAll(() => app.close());

const applyAgain = ({ storage }: TestApp, seed: string) =>
  prepareDatabase(
    loadConfig({
      SELVAGE_DATA_DIR: storage.dataDir,
      SELVAGE_SEED: seed,
      ...(storage.url !== undefined && { SELVAGE_DATABASE_URL: storage.url }),
    }),
    silentLogger(),
  );

/** A seed of the TEST environment with these members. */
function seedOf({ storage }: TestApp, members: object): string {
  const file = join(storage.dataDir, 'seed.json');
  const environments = [{ type: 'TEST', ...members }];
  writeFileSync(file, JSON.stringify({ projects: [{ slug: 'shop', environments }] }));
  return file;
}

describe('M2M clients of a seed', () => {
  test('get tokens with the secret of the file, and the claims of its template', async () => {
    const answer = await getToken(app, machine);
    expect(answer.status).toBe(200);
    expect(claimsOf(answer.body.access_token)).toMatchObject({
      sub: machine.client_id,
      scope: 'read:orders',
      team: 'warehouse',
      aud: [app.test.project_id, 'https://api.shop.example.com'],
    });
  });

  test('are brought back to what the file says, but for a secret that was rotated', async () => {
    const path = `/v1/m2m/clients/${machine.client_id}`;
    await app.call('PUT', path, {
      client_name: 'Other',
      status: 'inactive',
      scopes: ['everything'],
      trusted_metadata: { team: null, more: 1 },
    });
    const started = await app.call('POST', `${path}/secrets/rotate/start`, {});
    await app.call('POST', `${path}/secrets/rotate`, {});
    await applyAgain(app, example);
    const { body } = await app.call('GET', path);
    expect(body.m2m_client).toMatchObject({
      client_name: 'Stocktaker',
      // The file does not say.
      status: 'inactive',
      scopes: ['read:orders'],
      trusted_metadata: { team: 'warehouse' },
    });
    const found = await app.call('POST', '/v1/m2m/clients/search', {
      query: {
        operator: 'AND',
        operands: [{ filter_name: 'scopes', filter_value: ['everything'] }],
      },
    });
    expect(found.body.m2m_clients).toEqual([]);
    await app.call('PUT', path, { status: 'active' });
    expect((await getToken(app, machine)).body.error).toBe('invalid_client');
    const client_secret = started.body.m2m_client.next_client_secret;
    expect((await getToken(app, { ...machine, client_secret })).status).toBe(200);
  });

  test('without a secret get one that nobody knows, until it is rotated', async () => {
    const client_id = 'stock.without-secret';
    await applyAgain(app, seedOf(app, { m2m_clients: [{ client_id, scopes: [] }] }));
    const path = `/v1/m2m/clients/${client_id}`;
    const started = await app.call('POST', `${path}/secrets/rotate/start`, {});
    const client_secret = started.body.m2m_client.next_client_secret;
    expect((await getToken(app, { client_id, client_secret })).status).toBe(200);
  });
});

test('a template of a seed is in session JWTs', async () => {
  const made = await app.call('POST', '/v1/magic_links', { user_id: 'ada' });
  const { token } = made.body;
  const login = await app.call('POST', '/v1/magic_links/authenticate', {
    token,
    session_duration_minutes: 5,
  });
  expect(claimsOf(login.body.session_jwt)).toMatchObject({ plan: 'gold' });
});

describe('trusted token profiles of a seed', () => {
  test('are there with the ids of the file', async () => {
    const { body } = await app.callManagement('GET', `${TEST}/trusted_token_profiles`);
    expect(body.profiles).toMatchObject([
      {
        profile_id: 'trusted-token-profile-test-33333333-4444-4555-8666-777777777777',
        name: 'Company login',
        public_key_type: 'JWK',
        jwks_url: 'https://login.company.example.com/.well-known/jwks.json',
        can_jit_provision: true,
      },
    ]);
  });

  test('log in, and lose the keys that leave the file', async () => {
    const [first, second] = [issuerKey('first'), issuerKey('second')];
    const name = 'By key';
    const put = (...keys: (typeof first)[]) => {
      const profile = { ...pemProfile(...keys), name, can_jit_provision: true };
      return applyAgain(app, seedOf(app, { trusted_token_profiles: [profile] }));
    };
    const list = async () => {
      const { body } = await app.callManagement('GET', `${TEST}/trusted_token_profiles`);
      return body.profiles.filter((one: { name: string }) => one.name === name);
    };
    await put(first);
    const [profile] = await list();
    const attest = async (key: typeof first) =>
      app.call('POST', '/v1/sessions/attest', {
        profile_id: profile.profile_id,
        token: await signToken(key, { email: 'seeded@example.com' }),
      });
    expect((await attest(first)).status).toBe(200);
    await put(second, first);
    const [both] = await list();
    // A key that stays keeps its id, and an older one stands first.
    expect(both.pem_files[0]).toEqual(profile.pem_files[0]);
    expect((await attest(second)).status).toBe(200);
    await put(second);
    expect(await list()).toHaveLength(1);
    expect((await attest(first)).body.error_type).toBe('invalid_trusted_auth_token');
    expect((await attest(second)).status).toBe(200);
  });
});
