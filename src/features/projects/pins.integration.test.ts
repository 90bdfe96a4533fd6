import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomId } from '../../platform/ids.ts';
import {
  createProjectsWorld,
  errorOf,
  type ProjectsNode,
  type ProjectsWorld,
} from '../../testing/projects-world.ts';
import type { EnvironmentPlace } from './records.ts';

let world: ProjectsWorld;
let a: ProjectsNode;
let workspaceId: string;
let testPlace: EnvironmentPlace;

beforeAll(async () => {
  world = await createProjectsWorld();
  ({ a, workspaceId, testPlace } = world);
});

afterAll(() => world.close());

describe('a pinned thing', () => {
  test('is made once, however often a seed file is applied', async () => {
    const ids = { project: randomId(), live: randomId(), test: randomId(), token: randomId() };
    const secret = 'secret-test-0123456789abcdef0123456789ab';
    const createdAt = Date.UTC(2024, 0, 1);
    async function apply() {
      const { slug } = await a.projects.createProject(workspaceId, {
        name: 'Pinned',
        slug: 'pinned',
        id: ids.project,
        createdAt,
      });
      const place = { workspaceId, projectSlug: slug };
      const live = { name: 'Production', type: 'LIVE', id: ids.live, createdAt } as const;
      await a.projects.createEnvironment(place, live);
      const environment = await a.projects.createEnvironment(place, {
        name: 'Test',
        type: 'TEST',
        id: ids.test,
        publicToken: ids.token,
        createdAt,
      });
      const at = { ...place, environmentSlug: environment.slug };
      const { value, id } = await a.projects.createSecret(at, { value: secret, createdAt });
      const { token } = await a.projects.createPublicToken(at, { id: ids.token });
      const urls = await a.projects.putRedirectUrls(at, [
        { url: 'https://b.example.com/', validTypes: [{ type: 'LOGIN', isDefault: true }] },
        { url: 'https://a.example.com/', validTypes: [{ type: 'LOGIN', isDefault: false }] },
      ]);
      const lists = {
        projects: (await a.projects.listProjects(workspaceId)).filter((one) => one.slug === slug),
        environments: await a.projects.listEnvironments(place),
        secrets: await a.projects.listSecrets(at),
        tokens: await a.projects.listPublicTokens(at),
        stored: await a.projects.listRedirectUrls(at),
      };
      return { value, id, token, urls, lists };
    }
    const first = await apply();
    expect(await apply()).toEqual(first);
    expect(first.value).toBe(secret);
    expect(first.token).toBe(`public-token-test-${ids.token}`);
    expect(first.lists.stored).toEqual(first.urls);
    expect(first.lists.projects).toHaveLength(1);
    expect(first.lists.environments.map(({ id }) => id).toSorted()).toEqual(
      [ids.live, ids.test].toSorted(),
    );
    expect(first.lists.secrets).toHaveLength(1);
    expect(first.lists.tokens).toHaveLength(1);
  });

  test('that belongs to something else is refused', async () => {
    const { id } = await a.projects.getEnvironment(testPlace);
    const elsewhere = await world.newProject('Elsewhere');
    const input = { name: 'Test', type: 'TEST', id } as const;
    expect(await errorOf(a.projects.createEnvironment(elsewhere, input))).toBe(
      '400 invalid_argument',
    );
  });
});
