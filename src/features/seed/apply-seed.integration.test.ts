import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../config/load-config.ts';
import { SeedError } from '../../config/read-seed.ts';
import { prepareDatabase } from '../../main.ts';
import type { Database } from '../../platform/db/executor.ts';
import { silentLogger } from '../../platform/log.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createTestStorage, type TestStorage } from '../../testing/test-storage.ts';

const example = fileURLToPath(new URL('../../../docs/examples/seed.yaml', import.meta.url));
const TEST = '/pwa/v3/projects/shop/environments/test';

const prepare = (storage: TestStorage, seed: string) =>
  prepareDatabase(
    loadConfig({
      SELVAGE_DATA_DIR: storage.dataDir,
      SELVAGE_SEED: seed,
      ...(storage.url !== undefined && { SELVAGE_DATABASE_URL: storage.url }),
    }),
    silentLogger(),
  );

function writeSeed(storage: TestStorage, text: string): string {
  const file = join(storage.dataDir, 'seed.yaml');
  writeFileSync(file, text);
  return file;
}

/** Everything a seed can make. */
async function contents({ q, all }: Database) {
  return {
    keys: await all(q.selectFrom('workspace_keys').selectAll().orderBy('id')),
    projects: await all(q.selectFrom('projects').selectAll().orderBy('id')),
    environments: await all(q.selectFrom('environments').selectAll().orderBy('id')),
    secrets: await all(q.selectFrom('secrets').selectAll().orderBy('secret_hash')),
    tokens: await all(q.selectFrom('public_tokens').selectAll().orderBy('id')),
    urls: await all(q.selectFrom('redirect_urls').selectAll().orderBy('url')),
    users: await all(q.selectFrom('users').selectAll().orderBy('id')),
    factors: await all(q.selectFrom('factors').selectAll().orderBy('id')),
    clients: await all(q.selectFrom('m2m_clients').selectAll().orderBy('client_id')),
    scopes: await all(q.selectFrom('m2m_client_scopes').selectAll().orderBy('scope')),
    profiles: await all(q.selectFrom('trusted_token_profiles').selectAll().orderBy('id')),
    pemFiles: await all(q.selectFrom('trusted_token_pem_files').selectAll().orderBy('id')),
  };
}

/** The same without what may differ between machines. */
const comparable = (rows: object[]) =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(
        ([name]) => !['created_at', 'workspace_id', 'row_number', 'version'].includes(name),
      ),
    ),
  );

describe('a seed file on an empty database', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp({ SELVAGE_SEED: example });
  });
  afterAll(() => app.close());

  test('is the first world, with the keys it pins and no other project', async () => {
    expect(app.management).toEqual({
      key_id: 'workspace-key-prod-5ac2a1de-2c1c-4a0b-9b7e-0d9d1c9a2f11',
      key_secret: 'workspace-secret-for-tests-only',
    });
    expect(app.test).toEqual({
      project_id: 'project-test-11111111-2222-4333-8444-555555555555',
      secret: 'secret-test-for-tests-only',
      public_token: 'public-token-test-66666666-7777-4888-8999-aaaaaaaaaaaa',
    });
    const { body } = await app.callManagement('GET', '/pwa/v3/projects');
    expect(body.projects.map((one: { project_slug: string }) => one.project_slug)).toEqual([
      'shop',
    ]);
  });

  test('makes a random secret where it pins none', async () => {
    expect(app.live.secret).toMatch(/^secret-live-[\w-]{35}=$/);
    const { body } = await app.callLive('GET', '/v1/users/nobody');
    expect(body.error_type).toBe('user_not_found');
  });

  test('sets what it says of an environment', async () => {
    const { body } = await app.callManagement('GET', TEST);
    expect(body.environment).toMatchObject({
      name: 'Test',
      user_lock_threshold: 5,
      user_lock_ttl: 600,
      user_impersonation_enabled: false,
    });
    const urls = await app.callManagement('GET', `${TEST}/redirect_urls/all`);
    const all = ['LOGIN', 'SIGNUP', 'INVITE', 'RESET_PASSWORD'];
    expect(urls.body.redirect_urls).toEqual([
      {
        url: 'http://localhost:3000/authenticate',
        valid_types: all.map((type) => ({ type, is_default: true })),
      },
      {
        url: 'http://localhost:3000/invited',
        valid_types: [{ type: 'INVITE', is_default: false }],
      },
    ]);
    const environment = await app.services.environments.get(app.test.project_id.slice(-36));
    expect(environment?.settings.mail_sender.from_name).toBe('Shop');
    expect(environment?.settings.rbac_policy.custom_roles[0]?.role_id).toBe('clerk');
  });

  test('makes the users with their factors in the order of the file', async () => {
    const ada = await app.call('GET', '/v1/users/ada');
    expect(ada.body).toMatchObject({
      status: 'active',
      external_id: 'ada',
      name: { first_name: 'Ada', middle_name: '', last_name: 'Lovelace' },
      emails: [{ email: 'ada@example.com', verified: true }],
      phone_numbers: [{ phone_number: '+15005550006', verified: false }],
      trusted_metadata: { plan: 'gold' },
      untrusted_metadata: { theme: 'dark' },
      roles: ['stytch_user', 'clerk'],
    });
    const grace = await app.call('GET', '/v1/users/user-test-bbbbbbbb-cccc-4ddd-8eee-ffffffffffff');
    expect(grace.body).toMatchObject({ status: 'pending', emails: [{ verified: false }] });
    const { body } = await app.call('POST', '/v1/users/search', {});
    expect(body.results.map((user: { user_id: string }) => user.user_id)).toEqual([
      ada.body.user_id,
      grace.body.user_id,
    ]);
  });

  test('changes nothing when it is applied again', async () => {
    const before = await contents(app.database);
    expect(await prepare(app.storage, example)).toBeUndefined();
    expect(await contents(app.database)).toEqual(before);
  });

  test('makes the same world on another machine', async () => {
    const other = await createTestApp({ SELVAGE_SEED: example });
    try {
      const [here, there] = [await contents(app.database), await contents(other.database)];
      for (const table of ['projects', 'environments', 'tokens', 'urls', 'users'] as const) {
        expect(comparable(there[table])).toEqual(comparable(here[table]));
      }
      expect(comparable(there.factors)).toEqual(comparable(here.factors));
      expect(other.test).toEqual(app.test);
      expect(other.live.project_id).toBe(app.live.project_id);
      expect(other.live.public_token).toBe(app.live.public_token);
      expect(other.live.secret).not.toBe(app.live.secret);
    } finally {
      await other.close();
    }
  });
});

describe('a seed file on a world that was changed', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await createTestApp({ SELVAGE_SEED: example });
  });
  afterAll(() => app.close());

  test('brings back what it pins and leaves the rest', async () => {
    await app.callManagement('PATCH', '/pwa/v3/projects/shop', { name: 'Renamed' });
    await app.callManagement('PATCH', TEST, {
      name: 'Renamed',
      user_lock_threshold: 50,
      user_impersonation_enabled: true,
    });
    await app.callManagement('POST', `${TEST}/redirect_urls`, {
      url: 'http://localhost:4000/mine',
      valid_types: [{ type: 'LOGIN', is_default: true }],
    });
    const made = await app.callManagement('POST', `${TEST}/secrets`, {});
    expect(made.status).toBe(200);
    expect(await prepare(app.storage, example)).toBeUndefined();

    const project = await app.callManagement('GET', '/pwa/v3/projects/shop');
    expect(project.body.project.name).toBe('Shop');
    const { body } = await app.callManagement('GET', TEST);
    expect(body.environment).toMatchObject({
      // The seed gives no name.
      name: 'Renamed',
      user_lock_threshold: 5,
      user_impersonation_enabled: true,
    });
    const urls = await app.callManagement('GET', `${TEST}/redirect_urls/all`);
    const logins = urls.body.redirect_urls.flatMap(
      (row: { url: string; valid_types: { type: string; is_default: boolean }[] }) =>
        row.valid_types
          .filter(({ type }) => type === 'LOGIN')
          .map(({ is_default }) => [row.url, is_default]),
    );
    expect(logins).toEqual([
      ['http://localhost:3000/authenticate', true],
      ['http://localhost:4000/mine', false],
    ]);
    const secrets = await app.callManagement('GET', `${TEST}/secrets`);
    expect(secrets.body.secrets).toHaveLength(2);
  });

  test('makes a secret valid again that was deleted', async () => {
    const { body } = await app.callManagement('GET', `${TEST}/secrets`);
    for (const { secret_id, last_four } of body.secrets) {
      if (last_four !== 'only') continue;
      await app.callManagement('DELETE', `${TEST}/secrets/${secret_id}`);
    }
    expect((await app.call('GET', '/v1/users/ada')).status).toBe(401);
    await prepare(app.storage, example);
    expect((await app.call('GET', '/v1/users/ada')).status).toBe(200);
  });

  test('leaves users alone that are there and makes those again that are gone', async () => {
    const before = await app.call('PUT', '/v1/users/ada', {
      name: { first_name: 'Augusta' },
      trusted_metadata: { plan: 'silver' },
    });
    const grace = 'user-test-bbbbbbbb-cccc-4ddd-8eee-ffffffffffff';
    await app.call('DELETE', `/v1/users/${grace}`);
    await prepare(app.storage, example);
    const ada = await app.call('GET', '/v1/users/ada');
    expect(ada.body.name).toEqual(before.body.user.name);
    expect(ada.body.trusted_metadata).toEqual({ plan: 'silver' });
    expect((await app.call('GET', `/v1/users/${grace}`)).status).toBe(200);
  });

  test('does not make a user a second time whose email another one has', async () => {
    const seed = writeSeed(
      app.storage,
      `projects:
  - slug: shop
    environments:
      - type: TEST
        users:
          - { external_id: other, emails: [{ email: ADA@example.com }] }`,
    );
    await prepare(app.storage, seed);
    expect((await app.call('GET', '/v1/users/other')).body.error_type).toBe('user_not_found');
  });

  test('is refused where it contradicts what is there, and nothing of it happens', async () => {
    const before = await contents(app.database);
    const seed = writeSeed(
      app.storage,
      `projects:
  - slug: first
  - slug: second
    environments:
      - type: TEST
        project_id: ${app.test.project_id}`,
    );
    await expect(prepare(app.storage, seed)).rejects.toThrow(
      `${seed}:5:9 projects[1].environments[0]: The project_id belongs to shop/test already.`,
    );
    await expect(prepare(app.storage, seed)).rejects.toBeInstanceOf(SeedError);
    expect(await contents(app.database)).toEqual(before);
  });
});

describe('a seed file', () => {
  test('adds to a world that was made without one', async () => {
    const app = await createTestApp();
    try {
      expect(await prepare(app.storage, example)).toBeUndefined();
      const { body } = await app.callManagement('GET', '/pwa/v3/projects');
      const slugs = body.projects.map((one: { project_slug: string }) => one.project_slug);
      expect(slugs).toEqual(['my-project', 'shop']);
    } finally {
      await app.close();
    }
  });

  test('with mistakes leaves nothing behind', async () => {
    const storage = await createTestStorage();
    try {
      const seed = writeSeed(storage, 'projects: [{ slug: "a b" }]');
      await expect(prepare(storage, seed)).rejects.toBeInstanceOf(SeedError);
      expect(existsSync(join(storage.dataDir, 'master.key'))).toBe(false);
    } finally {
      await storage.drop();
    }
  });

  test('without a LIVE environment gets one, and without keys a management key', async () => {
    const storage = await createTestStorage();
    try {
      const text = 'projects: [{ slug: shop, environments: [{ type: TEST }] }]';
      const credentials = await prepare(storage, writeSeed(storage, text));
      expect(credentials?.management.key_secret).toMatch(/^workspace-secret-/);
      expect(credentials?.live.project_id).toMatch(/^project-live-/);
      expect(credentials?.test.public_token).toMatch(/^public-token-test-/);
    } finally {
      await storage.drop();
    }
  });

  test('is applied once by nodes that start together', async () => {
    const storage = await createTestStorage();
    try {
      // One process serves the embedded database.
      const nodes = storage.engine === 'postgres' ? 3 : 1;
      const made = await Promise.all(
        Array.from({ length: nodes }, () => prepare(storage, example)),
      );
      expect(made.filter((credentials) => credentials !== undefined)).toHaveLength(1);
    } finally {
      await storage.drop();
    }
  });
});
