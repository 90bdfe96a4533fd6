import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashToken } from '../../platform/crypto/tokens.ts';
import { randomId } from '../../platform/ids.ts';
import { createEmptyDatabase } from '../../testing/empty-database.ts';
import {
  basicHeader,
  createProjectsWorld,
  errorOf,
  type ProjectsNode,
  type ProjectsWorld,
  startProjectsNode,
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

describe('the first start', () => {
  test('makes one world, on however many nodes at once', async () => {
    expect(world.bootstraps.filter((made) => made !== undefined)).toHaveLength(1);
    expect(await b.projects.bootstrap()).toBeUndefined();
    expect(await a.projects.listProjects(workspaceId)).toHaveLength(1);
    const environments = await a.projects.listWorkspaceEnvironments(workspaceId);
    expect(environments.map(({ slug, type }) => `${slug} ${type}`)).toEqual([
      'production LIVE',
      'test TEST',
    ]);
  });

  test('gives credentials of the shapes that SDKs check', () => {
    const uuid = '[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}';
    const { management, test, live } = credentials;
    expect(management.key_id).toMatch(new RegExp(`^workspace-key-prod-${uuid}$`));
    expect(management.key_secret).toMatch(/^workspace-secret-[\w-]{43}$/);
    for (const [kind, keys] of [['test', test] as const, ['live', live] as const]) {
      expect(keys.project_id).toMatch(new RegExp(`^project-${kind}-${uuid}$`));
      expect(keys.public_token).toMatch(new RegExp(`^public-token-${kind}-${uuid}$`));
      expect(keys.secret).toMatch(new RegExp(`^secret-${kind}-[\\w-]{35}=$`));
    }
  });

  test('gives the keys that the environments have', async () => {
    for (const keys of [credentials.test, credentials.live]) {
      const environment = await a.environments.get(uuidOf(keys.project_id));
      expect(environment?.projectId).toBe(keys.project_id);
      expect(environment?.projectName).toBe('My Project');
      expect(environment?.publicTokens).toEqual([keys.public_token]);
      expect(environment?.secrets.map((secret) => secret.hash)).toEqual([hashToken(keys.secret)]);
    }
  });

  test('stores no secret in clear', async () => {
    const { q } = a.database;
    const stored = JSON.stringify([
      await a.database.all(q.selectFrom('secrets').selectAll()),
      await a.database.all(q.selectFrom('workspace_keys').selectAll()),
    ]);
    const { management, test, live } = credentials;
    for (const secret of [management.key_secret, test.secret, live.secret]) {
      expect(stored).not.toContain(secret.slice(0, -4));
    }
  });

  test('allows a local front end in TEST and nothing in LIVE', async () => {
    const every = ['LOGIN', 'SIGNUP', 'INVITE', 'RESET_PASSWORD'];
    const types = (isDefault: boolean) => every.map((type) => ({ type, isDefault }));
    expect(await a.projects.listRedirectUrls(testPlace)).toEqual([
      { url: 'http://localhost:3000', validTypes: types(false) },
      { url: 'http://localhost:3000/authenticate', validTypes: types(true) },
    ]);
    const live = { ...testPlace, environmentSlug: 'production' };
    expect(await a.projects.listRedirectUrls(live)).toEqual([]);
  });

  test('takes pinned ids and values, so that two machines get the same world', async () => {
    const pins = {
      managementKey: { id: randomId(), secret: 'workspace-secret-pinned' },
      project: { id: randomId(), name: 'Shop', slug: 'shop' },
      test: { id: randomId(), secret: 'secret-test-pinned-value', publicToken: randomId() },
      live: { id: randomId(), secret: 'secret-live-pinned-value', publicToken: randomId() },
    };
    const other = await createEmptyDatabase();
    try {
      const { projects } = startProjectsNode(other.database);
      expect(await projects.bootstrap(pins)).toEqual({
        management: {
          key_id: `workspace-key-prod-${pins.managementKey.id}`,
          key_secret: 'workspace-secret-pinned',
        },
        test: {
          project_id: `project-test-${pins.test.id}`,
          secret: pins.test.secret,
          public_token: `public-token-test-${pins.test.publicToken}`,
        },
        live: {
          project_id: `project-live-${pins.live.id}`,
          secret: pins.live.secret,
          public_token: `public-token-live-${pins.live.publicToken}`,
        },
      });
      const { id, secret } = pins.managementKey;
      const header = basicHeader(`workspace-key-prod-${id}`, secret);
      expect((await projects.authenticateWorkspace(header)).id).toBe(id);
    } finally {
      await other.close();
    }
  });
});

describe('a management key', () => {
  test('speaks for its workspace', async () => {
    const { key_id, key_secret } = credentials.management;
    expect(await b.projects.authenticateWorkspace(basicHeader(key_id, key_secret))).toEqual({
      id: uuidOf(key_id),
      workspaceId,
    });
  });

  test('fails with one answer whatever is wrong', async () => {
    const { key_id, key_secret } = credentials.management;
    const wrong = [
      undefined,
      'Bearer abc',
      'Basic !',
      basicHeader(key_id, 'workspace-secret-wrong'),
      basicHeader(key_id, ''),
      basicHeader(`workspace-key-prod-${randomId()}`, key_secret),
      basicHeader('workspace-key-prod-nothing', key_secret),
      basicHeader(uuidOf(key_id), key_secret),
      basicHeader(credentials.test.project_id, credentials.test.secret),
    ];
    for (const header of wrong) {
      expect(await errorOf(a.projects.authenticateWorkspace(header))).toBe(
        '401 unauthorized_credentials',
      );
    }
  });
});
