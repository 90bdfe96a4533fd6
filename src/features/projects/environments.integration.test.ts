import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import { orderedId, randomId } from '../../platform/ids.ts';
import {
  createProjectsWorld,
  errorOf,
  type ProjectsNode,
  type ProjectsWorld,
  uuidOf,
} from '../../testing/projects-world.ts';
import type { InitialCredentials } from './projects.service.ts';
import type { EnvironmentPlace } from './records.ts';

let world: ProjectsWorld;
let a: ProjectsNode;
let b: ProjectsNode;
let credentials: InitialCredentials;
let workspaceId: string;
let testPlace: EnvironmentPlace;

beforeAll(async () => {
  world = await createProjectsWorld();
  ({ a, b, credentials, workspaceId, testPlace } = world);
});

afterAll(() => world.close());

describe('an environment', () => {
  const place = (projectSlug: string) => ({ workspaceId, projectSlug });

  test('of type TEST needs a live one first, and there is one live one', async () => {
    const { slug } = await a.projects.createProject(workspaceId, { name: 'Order' });
    const create = (type: 'TEST' | 'LIVE', name: string) =>
      a.projects.createEnvironment(place(slug), { name, type });
    expect(await errorOf(create('TEST', 'Early'))).toBe('400 live_environment_required');
    await create('LIVE', 'Production');
    expect(await errorOf(create('LIVE', 'Second'))).toBe('400 live_environment_already_exists');
    await create('TEST', 'Test');
    await create('TEST', 'Staging');
  });

  test('of type LIVE is made once by two callers at once', async () => {
    const { slug } = await a.projects.createProject(workspaceId, { name: 'Race' });
    const results = await Promise.all(
      [a, b, a, b].map((node) =>
        errorOf(node.projects.createEnvironment(place(slug), { name: 'Production', type: 'LIVE' })),
      ),
    );
    expect(results.toSorted()).toEqual([
      '400 live_environment_already_exists',
      '400 live_environment_already_exists',
      '400 live_environment_already_exists',
      'no error',
    ]);
  });

  test('has one public token, no secret and the documented settings', async () => {
    const made = await world.newProject('Fresh');
    expect(await a.projects.listSecrets(made)).toEqual([]);
    const tokens = await a.projects.listPublicTokens(made);
    expect(tokens.map(({ token }) => token)).toEqual([
      expect.stringMatching(/^public-token-test-.{36}$/),
    ]);
    const { settings, oauthCallbackId } = await a.projects.getEnvironment(made);
    expect(oauthCallbackId).toMatch(/^oauth-callback-test-.{36}$/);
    expect(settings).toMatchObject({ user_lock_threshold: 10, user_lock_ttl: 3_600 });
    const live = { ...made, environmentSlug: 'production' };
    expect((await a.projects.getEnvironment(live)).oauthCallbackId).toMatch(
      /^oauth-callback-live-/,
    );
  });

  test('takes its slug from its name, and another one where that is taken', async () => {
    const made = await world.newProject('Slugs');
    const again = await a.projects.createEnvironment(made, { name: 'Tést', type: 'TEST' });
    expect(again.slug).toMatch(/^test-[0-9a-f]{8}$/);
    const given = { name: 'x', slug: 'test', type: 'TEST' } as const;
    expect(await errorOf(a.projects.createEnvironment(made, given))).toBe(
      '400 duplicate_environment_slug',
    );
    const dotted = { ...given, slug: 'a.b' };
    expect(await errorOf(a.projects.createEnvironment(made, dotted))).toBe(
      '400 invalid_environment_slug',
    );
  });

  test('goes with its users, sessions and messages; those of others stay', async () => {
    const doomed = await world.newProject('Doomed');
    const doomedId = (await a.projects.getEnvironment(doomed)).id;
    const keptId = uuidOf(credentials.test.project_id);
    await addTenantData(a.database, doomedId);
    await addTenantData(a.database, keptId);
    await a.projects.deleteEnvironment(doomed);
    expect(await countTenantData(a.database, doomedId)).toEqual([0, 0, 0, 0]);
    expect(await countTenantData(a.database, keptId)).toEqual([1, 1, 1, 1]);
    expect(await errorOf(a.projects.getEnvironment(doomed))).toBe('404 environment_not_found');
  });

  test('of type LIVE goes only with its project', async () => {
    const made = await world.newProject('Whole');
    const live = { ...made, environmentSlug: 'production' };
    const { id } = await a.projects.getEnvironment(live);
    await addTenantData(a.database, id);
    expect(await errorOf(a.projects.deleteEnvironment(live))).toBe(
      '400 cannot_delete_live_environment',
    );
    await a.projects.deleteProject(made);
    expect(await countTenantData(a.database, id)).toEqual([0, 0, 0, 0]);
    expect(await errorOf(a.projects.getProject(made))).toBe('404 project_not_found');
    expect(await b.environments.reload(id)).toBeUndefined();
  });

  test('refuses lock settings out of range and URLs that are none', async () => {
    const update = (settings: object) =>
      errorOf(a.projects.updateEnvironment(testPlace, { settings }));
    expect(await update({ user_lock_threshold: 0 })).toBe('400 invalid_user_lock_threshold');
    expect(await update({ user_lock_threshold: 101 })).toBe('400 invalid_user_lock_threshold');
    expect(await update({ user_lock_ttl: 299 })).toBe('400 invalid_user_lock_ttl');
    expect(await update({ user_lock_ttl: 604_801 })).toBe('400 invalid_user_lock_ttl');
    expect(await update({ idp_authorization_url: 'javascript:alert(1)' })).toBe('400 invalid_url');
    expect(await update({ user_lock_threshold: 100, user_lock_ttl: 604_800 })).toBe('no error');
  });
});

/** One user with one email and one session, and one message. */
async function addTenantData(database: Database, environmentId: string): Promise<void> {
  const { q } = database;
  const environment_id = environmentId;
  const user = orderedId();
  const created_at = systemClock.now();
  await database.affected(
    q.insertInto('users').values({
      environment_id,
      id: user,
      status: 'active',
      first_name: 'Ada',
      middle_name: '',
      last_name: 'Lovelace',
      name_search: 'ada lovelace',
      external_id: null,
      trusted_metadata: '{}',
      untrusted_metadata: '{}',
      roles: '[]',
      attributes: '{}',
      created_at,
      lock_created_at: null,
      lock_expires_at: null,
    }),
  );
  await database.affected(
    q.insertInto('factors').values({
      environment_id,
      id: orderedId(),
      user_id: user,
      kind: 'email',
      identifier: 'ada@example.com',
      realm: 'example.com',
      verified: 1,
      data: '{}',
      created_at,
      expires_at: null,
    }),
  );
  await database.affected(
    q.insertInto('sessions').values({
      environment_id,
      id: orderedId(),
      user_id: user,
      token_hash: randomId(),
      started_at: created_at,
      last_accessed_at: created_at,
      expires_at: created_at + 60_000,
      attributes: '{}',
      authentication_factors: '[]',
      custom_claims: '{}',
    }),
  );
  await database.affected(
    q.insertInto('messages').values({
      environment_id,
      id: orderedId(),
      channel: 'email',
      kind: 'magic_link',
      recipient: 'ada@example.com',
      content: null,
      status: 'delivered',
      attempts: 1,
      due_at: created_at,
      last_error: null,
      created_at,
    }),
  );
}

async function countTenantData(database: Database, environmentId: string): Promise<number[]> {
  const counts: number[] = [];
  for (const table of ['users', 'factors', 'sessions', 'messages'] as const) {
    const query = database.q
      .selectFrom(table)
      .select('id')
      .where('environment_id', '=', environmentId);
    counts.push((await database.all(query)).length);
  }
  return counts;
}
