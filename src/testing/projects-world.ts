import { randomBytes } from 'node:crypto';
import {
  createEnvironmentCache,
  type EnvironmentCache,
} from '../features/projects/environment-cache.ts';
import {
  createProjects,
  type InitialCredentials,
  type Projects,
} from '../features/projects/projects.service.ts';
import type { EnvironmentPlace } from '../features/projects/records.ts';
import { systemClock } from '../platform/clock.ts';
import { createVault } from '../platform/crypto/vault.ts';
import type { Database } from '../platform/db/executor.ts';
import { ApiError } from '../platform/errors/api-error.ts';
import { createEmptyDatabase } from './empty-database.ts';

/** As much of a server as workspaces, projects and their keys need. */
export interface ProjectsNode {
  database: Database;
  environments: EnvironmentCache;
  projects: Projects;
}

const vault = createVault([randomBytes(32)]);

export function startProjectsNode(database: Database): ProjectsNode {
  const environments = createEnvironmentCache(database, vault, systemClock);
  return { database, environments, projects: createProjects(database, environments, systemClock) };
}

export interface ProjectsWorld {
  /** Two nodes on one database. */
  a: ProjectsNode;
  b: ProjectsNode;
  /** What both nodes got from starting at the same moment. */
  bootstraps: (InitialCredentials | undefined)[];
  credentials: InitialCredentials;
  workspaceId: string;
  testPlace: EnvironmentPlace;
  /** A project of its own with a live and a test environment; gives the latter's place. */
  newProject(name: string): Promise<EnvironmentPlace>;
  close(): Promise<void>;
}

export async function createProjectsWorld(): Promise<ProjectsWorld> {
  const { database, another, close } = await createEmptyDatabase();
  const a = startProjectsNode(database);
  const b = startProjectsNode(another());
  const bootstraps = await Promise.all([a.projects.bootstrap(), b.projects.bootstrap()]);
  const workspaceId = (await a.projects.firstWorkspace()) ?? '';
  return {
    a,
    b,
    bootstraps,
    credentials: bootstraps.find((made) => made !== undefined) as InitialCredentials,
    workspaceId,
    testPlace: { workspaceId, projectSlug: 'my-project', environmentSlug: 'test' },
    async newProject(name) {
      const project = await a.projects.createProject(workspaceId, { name });
      const place = { workspaceId, projectSlug: project.slug };
      await a.projects.createEnvironment(place, { name: 'Production', type: 'LIVE' });
      await a.projects.createEnvironment(place, { name: 'Test', type: 'TEST' });
      return { ...place, environmentSlug: 'test' };
    },
    close,
  };
}

/** `404 project_not_found`, or `no error`. */
export async function errorOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ApiError) return `${error.status} ${error.type}`;
    throw error;
  }
  return 'no error';
}

export const basicHeader = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

export const uuidOf = (wireId: string): string => wireId.slice(-36);
