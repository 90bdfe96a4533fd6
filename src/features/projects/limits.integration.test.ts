import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../platform/clock.ts';
import { orderedId } from '../../platform/ids.ts';
import { createEmptyDatabase } from '../../testing/empty-database.ts';
import {
  createProjectsWorld,
  errorOf,
  type ProjectsNode,
  type ProjectsWorld,
  startProjectsNode,
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

describe('limits', () => {
  test('50 secrets, each of them valid, and room again after one is deleted', async () => {
    const place = await world.newProject('Secrets');
    const ids: string[] = [];
    for (let i = 0; i < 50; i += 1) ids.push((await a.projects.createSecret(place)).id);
    expect(new Set(ids).size).toBe(50);
    expect(await errorOf(a.projects.createSecret(place))).toBe('400 too_many_secrets');
    await a.projects.deleteSecret(place, `secret-test-${ids[0]}`);
    expect(await errorOf(a.projects.createSecret(place))).toBe('no error');
  });

  test('50 public tokens, and the last one stays even when two callers delete', async () => {
    const place = await world.newProject('Tokens');
    for (let i = 0; i < 49; i += 1) await a.projects.createPublicToken(place);
    expect(await errorOf(a.projects.createPublicToken(place))).toBe('400 too_many_public_tokens');
    const tokens = await a.projects.listPublicTokens(place);
    const outcomes = await Promise.all(
      tokens.map(({ token }, i) =>
        errorOf((i % 2 ? a : b).projects.deletePublicToken(place, token)),
      ),
    );
    expect(outcomes.filter((outcome) => outcome !== 'no error')).toEqual([
      '400 unable_to_delete_last_public_token',
    ]);
    expect(await a.projects.listPublicTokens(place)).toHaveLength(1);
  });

  test('100 redirect URLs', async () => {
    const place = await world.newProject('Urls');
    const url = (i: number) => ({
      url: `https://app.example.com/${i}`,
      validTypes: [{ type: 'LOGIN', isDefault: false }],
    });
    const hundred = Array.from({ length: 100 }, (_, i) => url(i));
    const rows = await a.projects.putRedirectUrls(place, hundred);
    expect(rows.map((row) => row.url)).toEqual(hundred.map((row) => row.url));
    expect(await b.projects.listRedirectUrls(place)).toEqual(rows);
    const more = a.projects.createRedirectUrl(place, url(100), false);
    expect(await errorOf(more)).toBe('400 too_many_redirect_urls');
  });

  test('50 projects', async () => {
    const other = await createEmptyDatabase();
    try {
      const { projects } = startProjectsNode(other.database);
      await projects.bootstrap();
      const workspace = (await projects.firstWorkspace()) ?? '';
      for (let i = 1; i < 50; i += 1) await projects.createProject(workspace, { name: 'Same' });
      expect(await errorOf(projects.createProject(workspace, { name: 'One more' }))).toBe(
        '400 too_many_projects',
      );
      const slugs = (await projects.listProjects(workspace)).map(({ slug }) => slug);
      expect(new Set(slugs).size).toBe(50);
      for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9-]+$/);
    } finally {
      await other.close();
    }
  });
});

describe('projects of another workspace', () => {
  test('cannot be seen, changed or deleted; their slugs are taken', async () => {
    const stranger = { ...testPlace, workspaceId: orderedId() };
    const { q } = a.database;
    await a.database.affected(
      q
        .insertInto('workspaces')
        .values({ id: stranger.workspaceId, name: 'Other', created_at: systemClock.now() }),
    );
    const calls = [
      () => a.projects.getProject(stranger),
      () => a.projects.updateProject(stranger, { name: 'x' }),
      () => a.projects.deleteProject(stranger),
      () => a.projects.listEnvironments(stranger),
      () => a.projects.createSecret(stranger),
      () => a.projects.listRedirectUrls(stranger),
    ];
    for (const call of calls) expect(await errorOf(call())).toBe('404 project_not_found');
    expect(await a.projects.listProjects(stranger.workspaceId)).toEqual([]);
    const taken = { name: 'x', slug: 'my-project' };
    expect(await errorOf(a.projects.createProject(stranger.workspaceId, taken))).toBe(
      '400 duplicate_project_slug',
    );
  });
});
