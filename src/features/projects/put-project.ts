import type { Executor } from '../../platform/db/executor.ts';
import type { EnvironmentCache } from './environment-cache.ts';
import { listEnvironments } from './environment-records.store.ts';
import { addProject } from './project-admin.ts';
import { findProject, lockProject, renameProject } from './projects.store.ts';
import type { ProjectRecord } from './records.ts';
import { checkName } from './setting-rules.ts';

export interface PinnedProject {
  slug: string;
  /** Absent: kept, or the slug for a new project. */
  name?: string | undefined;
  /** Internal uuid of a new project. */
  id: string;
}

/** Makes the project, or gives the one with this slug the pinned name. Locks it either way. */
export async function putProject(
  tx: Executor,
  environments: Pick<EnvironmentCache, 'bump'>,
  workspaceId: string,
  pins: PinnedProject,
  now: number,
): Promise<ProjectRecord> {
  const found = await findProject(tx, workspaceId, pins.slug);
  if (!found) return addProject(tx, workspaceId, { ...pins, name: pins.name ?? pins.slug }, now);
  await lockProject(tx, found.id);
  if (pins.name === undefined || pins.name === found.name) return found;
  checkName(pins.name, 'invalid_project_name');
  await renameProject(tx, found.id, pins.name);
  // The name stands in the mails of every environment.
  for (const { id } of await listEnvironments(tx, found.id)) await environments.bump(tx, id);
  return { ...found, name: pins.name };
}
