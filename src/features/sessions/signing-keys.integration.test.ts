import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createVault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import { orderedId } from '../../platform/ids.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import type { Environment } from '../projects/environment.ts';
import { createEnvironmentCache, type EnvironmentCache } from '../projects/environment-cache.ts';
import { defaultSettings } from '../projects/environment-settings.ts';
import { activeKey } from './session-jwt.ts';
import {
  createSigningKeys,
  JWKS_MAX_AGE_SECONDS,
  type SigningKeys,
} from './signing-keys.service.ts';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;
const start = Date.UTC(2025, 0, 1);
const oldKey = Buffer.alloc(32, 1);
const newKey = Buffer.alloc(32, 2);

let now = start;
const clock = { now: () => now };
let world: TestDatabase;
let db: Database;
let cache: EnvironmentCache;
let keys: SigningKeys;
let id: string;

beforeAll(async () => {
  world = await createTestDatabase();
  db = world.database;
});
afterAll(() => world.close());

const node = (masterKeys: Buffer[]) => {
  const vault = createVault(masterKeys);
  const environments = createEnvironmentCache(db, vault, clock);
  return { environments, signing: createSigningKeys(db, environments, vault, clock) };
};

async function addEnvironment(): Promise<string> {
  const [workspace, project, environment] = [orderedId(), orderedId(), orderedId()];
  const { q } = db;
  const named = { name: '', created_at: start };
  await db.affected(q.insertInto('workspaces').values({ id: workspace, ...named }));
  await db.affected(
    q.insertInto('projects').values({
      id: project,
      workspace_id: workspace,
      slug: project,
      vertical: 'CONSUMER',
      ...named,
    }),
  );
  await db.affected(
    q.insertInto('environments').values({
      id: environment,
      project_id: project,
      slug: 'test',
      type: 'TEST',
      version: 1,
      settings: JSON.stringify(defaultSettings()),
      clock_offset: 0,
      oauth_callback_id: environment,
      ...named,
    }),
  );
  return environment;
}

beforeEach(async () => {
  now = start;
  id = await addEnvironment();
  ({ environments: cache, signing: keys } = node([oldKey]));
});

const current = async (): Promise<Environment> => (await cache.reload(id)) as Environment;
const kids = (list: readonly { kid: string }[]): string[] => list.map((key) => key.kid);
const signing = async () => activeKey(await current(), now)?.kid;

test('an environment gets one first key, which signs at once, however many ask', async () => {
  const environment = await current();
  expect(environment.signingKeys).toEqual([]);
  const other = node([oldKey]);
  const made = await Promise.all([
    ...Array.from({ length: 5 }, () => keys.ensure(environment)),
    ...Array.from({ length: 5 }, () => other.signing.ensure(environment)),
  ]);
  expect(new Set(made.flatMap((one) => kids(one.signingKeys))).size).toBe(1);
  expect(await signing()).toBe(made[0]?.signingKeys[0]?.kid);
});

test('a new key is published longer than a JWKS may be cached before it signs', async () => {
  await keys.ensure(await current());
  const first = await signing();
  expect(await keys.rotate(id)).toBe(true);
  const published = kids(await keys.published(await current()));
  expect(published).toHaveLength(2);
  const second = published.find((kid) => kid !== first);
  now = start + JWKS_MAX_AGE_SECONDS * SECOND;
  expect(await signing()).toBe(first);
  now += 60 * SECOND;
  expect(await signing()).toBe(second);
});

test('a replaced key stays published for a month after its last signature', async () => {
  await keys.ensure(await current());
  const first = await signing();
  await keys.rotate(id);
  now = start + 31 * DAY;
  expect(kids(await keys.published(await current()))).toContain(first);
  now = start + 32 * DAY;
  expect(kids(await keys.published(await current()))).not.toContain(first);
  expect(await keys.prune()).toBeGreaterThan(0);
  expect((await current()).signingKeys).toHaveLength(1);
});

test('no second successor is made while one waits, also by two nodes at once', async () => {
  await keys.ensure(await current());
  const other = node([oldKey]);
  const made = await Promise.all([keys.rotate(id), other.signing.rotate(id), keys.rotate(id)]);
  expect(made.filter(Boolean)).toHaveLength(1);
  expect(await keys.rotate(id)).toBe(false);
  expect((await current()).signingKeys).toHaveLength(2);
});

test('only keys that are old enough are replaced', async () => {
  await keys.ensure(await current());
  now = start + 179 * DAY;
  await keys.rotateOld(180);
  expect((await current()).signingKeys).toHaveLength(1);
  now = start + 180 * DAY + SECOND;
  await keys.rotateOld(180);
  expect((await current()).signingKeys).toHaveLength(2);
  await keys.rotateOld(180);
  expect((await current()).signingKeys).toHaveLength(2);
});

test('an environment that is gone gets no key', async () => {
  await db.affected(db.q.deleteFrom('environments').where('id', '=', id));
  expect(await keys.rotate(id)).toBe(false);
});

test('private keys are sealed, and move under a new master key', async () => {
  await keys.ensure(await current());
  const read = () =>
    db.first(
      db.q.selectFrom('signing_keys').select('private_key').where('environment_id', '=', id),
    );
  const before = await read();
  expect(before?.private_key).not.toContain('PRIVATE KEY');
  const both = node([newKey, oldKey]);
  expect(await both.signing.reseal()).toBeGreaterThan(0);
  expect(await both.signing.reseal()).toBe(0);
  expect((await read())?.private_key).not.toBe(before?.private_key);
  const environment = await node([newKey]).environments.get(id);
  const [key] = environment?.signingKeys ?? [];
  const signature = await key?.sign('data');
  expect(key?.verify('data', signature ?? Buffer.alloc(0))).toBe(true);
  await expect((async () => (await current()).signingKeys[0]?.sign('data'))()).rejects.toThrow();
});
