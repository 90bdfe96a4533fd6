import type { WorkspaceKey } from '../projects.service.ts';
import type { EnvironmentPlace, ProjectPlace } from '../records.ts';

/** What the path of a management call points at, within the caller's workspace. */
export const projectPlace = (
  { workspaceId }: WorkspaceKey,
  params: { project_slug: string },
): ProjectPlace => ({ workspaceId, projectSlug: params.project_slug });

export const environmentPlace = (
  { workspaceId }: WorkspaceKey,
  params: { project_slug: string; environment_slug: string },
): EnvironmentPlace => ({
  workspaceId,
  projectSlug: params.project_slug,
  environmentSlug: params.environment_slug,
});
