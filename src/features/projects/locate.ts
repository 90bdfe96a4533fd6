import type { Database, Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { EnvironmentCache } from './environment-cache.ts';
import * as environmentStore from './environment-records.store.ts';
import * as projectStore from './projects.store.ts';
import type {
  EnvironmentPlace,
  EnvironmentRecord,
  ProjectPlace,
  ProjectRecord,
} from './records.ts';

/** 404 `project_not_found`. */
export async function locateProject(
  executor: Executor,
  { workspaceId, projectSlug }: ProjectPlace,
): Promise<ProjectRecord> {
  const project = await projectStore.findProject(executor, workspaceId, projectSlug);
  if (!project) throw apiError('project_not_found');
  return project;
}

/** 404 `project_not_found`, `environment_not_found`. */
export async function locateEnvironment(
  executor: Executor,
  place: EnvironmentPlace,
): Promise<EnvironmentRecord> {
  const project = await locateProject(executor, place);
  const { environmentSlug } = place;
  const found = await environmentStore.findEnvironment(executor, project.id, environmentSlug);
  if (!found) throw apiError('environment_not_found');
  return found;
}

export type ChangeProject = <T>(
  place: ProjectPlace,
  work: (tx: Executor, project: ProjectRecord) => Promise<T>,
) => Promise<T>;

/**
 * Runs changes that concern every environment of a project one after the other, seen by every node
 * with its next request.
 */
export function projectChanger(
  database: Database,
  environments: Pick<EnvironmentCache, 'bump'>,
): ChangeProject {
  return async (place, work) => {
    const project = await locateProject(database, place);
    return database.transaction(async (tx) => {
      const locked = await projectStore.lockProject(tx, project.id);
      if (locked === 0) throw apiError('project_not_found');
      for (const { id } of await environmentStore.listEnvironments(tx, project.id)) {
        await environments.bump(tx, id);
      }
      return work(tx, project);
    });
  };
}

export type ChangeEnvironment = <T>(
  place: EnvironmentPlace,
  work: (tx: Executor, environment: EnvironmentRecord) => Promise<T>,
) => Promise<T>;

/** Runs changes of an environment one after the other, seen by every node with its next request. */
export function environmentChanger(
  database: Database,
  environments: Pick<EnvironmentCache, 'bump'>,
): ChangeEnvironment {
  return async (place, work) => {
    const { id } = await locateEnvironment(database, place);
    return database.transaction(async (tx) => {
      const bumped = await environments.bump(tx, id);
      const environment = bumped ? await environmentStore.findEnvironmentById(tx, id) : undefined;
      if (!environment) throw apiError('environment_not_found');
      return work(tx, environment);
    });
  };
}
