import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
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
let b: ProjectsNode;
let testPlace: EnvironmentPlace;

beforeAll(async () => {
  world = await createProjectsWorld();
  ({ a, b, testPlace } = world);
});

afterAll(() => world.close());

const versionOf = async (place: EnvironmentPlace): Promise<number> => {
  const { id } = await a.projects.getEnvironment(place);
  return (await a.projects.currentVersion(id)) ?? 0;
};

describe('what a node holds in memory is outdated by', () => {
  test('every change of keys, URLs, settings and names', async () => {
    const place = await world.newProject('Versions');
    const { projects } = a;
    const url = 'http://localhost:4000/';
    const types = [{ type: 'LOGIN', isDefault: true }];
    let secretId = '';
    let token = '';
    const changes: Record<string, () => Promise<unknown>> = {
      'create a secret': async () => {
        secretId = `secret-test-${(await projects.createSecret(place)).id}`;
      },
      'delete a secret': () => projects.deleteSecret(place, secretId),
      'create a public token': async () => {
        token = (await projects.createPublicToken(place)).token;
      },
      'delete a public token': () => projects.deletePublicToken(place, token),
      'create a URL': () => projects.createRedirectUrl(place, { url, validTypes: types }, false),
      'update a URL': () => projects.updateRedirectUrl(place, { url, validTypes: types }, false),
      'delete a URL': () => projects.deleteRedirectUrl(place, url, false),
      'put all URLs': () => projects.putRedirectUrls(place, [{ url, validTypes: types }]),
      settings: () => projects.updateEnvironment(place, { settings: { user_lock_threshold: 3 } }),
      'rename the environment': () => projects.updateEnvironment(place, { name: 'Other' }),
      'rename the project': () => projects.updateProject(place, { name: 'Other' }),
    };
    const unchanged: string[] = [];
    for (const [name, change] of Object.entries(changes)) {
      const before = await versionOf(place);
      await change();
      if ((await versionOf(place)) !== before + 1) unchanged.push(name);
    }
    expect(unchanged).toEqual([]);
  });

  test('no change that fails', async () => {
    const before = await versionOf(testPlace);
    const secretId = `secret-test-${randomId()}`;
    expect(await errorOf(a.projects.deleteSecret(testPlace, secretId))).toBe(
      '404 secret_not_found',
    );
    expect(await versionOf(testPlace)).toBe(before);
  });

  test('a deletion: the environment has no version any more', async () => {
    const place = await world.newProject('Gone');
    const { id } = await a.projects.getEnvironment(place);
    await b.environments.get(id);
    await a.projects.deleteEnvironment(place);
    expect(await b.projects.currentVersion(id)).toBeUndefined();
    expect(await b.environments.reload(id)).toBeUndefined();
  });

  test('a successor under the same pinned id: it has a version of its own', async () => {
    const place = await world.newProject('Again');
    const { id, createdAt } = await a.projects.getEnvironment(place);
    const before = await versionOf(place);
    await a.projects.deleteEnvironment(place);
    // Versions start at the time in milliseconds.
    await vi.waitUntil(() => Date.now() > before);
    await a.projects.createEnvironment(place, { name: 'Test', type: 'TEST', id, createdAt });
    expect(await versionOf(place)).toBeGreaterThan(before);
  });
});
