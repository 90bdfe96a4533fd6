import type { Clock } from '../../platform/clock.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { EnvironmentCache } from './environment-cache.ts';
import * as environmentStore from './environment-records.store.ts';
import { type ChangeProject, locateProject } from './locate.ts';
import * as store from './projects.store.ts';
import type { ProjectPlace, ProjectRecord, Vertical } from './records.ts';
import { checkName } from './setting-rules.ts';
import { isSlug, slugOf, withSuffix } from './slug.ts';

/** Per workspace (management-and-dashboard 1.6). */
const MAX_PROJECTS = 50;

export interface NewProject {
  name: string;
  vertical?: Vertical | undefined;
  /** Made from the name where absent. */
  slug?: string | undefined;
  /** Pinned uuid; the project that has it already is given back as it is. */
  id?: string | undefined;
  createdAt?: number | undefined;
}

export interface ProjectAdmin {
  /** A new project has no environments. */
  createProject(workspaceId: string, input: NewProject): Promise<ProjectRecord>;
  listProjects(workspaceId: string): Promise<ProjectRecord[]>;
  getProject(place: ProjectPlace): Promise<ProjectRecord>;
  /** An absent name changes nothing. */
  updateProject(
    place: ProjectPlace,
    changes: { name?: string | undefined },
  ): Promise<ProjectRecord>;
  /** With all its environments, their users and all that they have. */
  deleteProject(place: ProjectPlace): Promise<void>;
}

/** The caller holds the lock of the workspace. */
export async function addProject(
  tx: Executor,
  workspaceId: string,
  input: NewProject,
  now: number,
): Promise<ProjectRecord> {
  checkName(input.name, 'invalid_project_name');
  if (input.slug !== undefined && !isSlug(input.slug)) throw apiError('invalid_project_slug');
  const existing = await store.listProjects(tx, workspaceId);
  if (existing.length >= MAX_PROJECTS) throw apiError('too_many_projects');
  const id = input.id ?? orderedId();
  const insert = (slug: string): Promise<boolean> =>
    store.insertProject(tx, {
      id,
      workspace_id: workspaceId,
      slug,
      name: input.name,
      vertical: input.vertical ?? 'CONSUMER',
      created_at: input.createdAt ?? now,
    });
  const slug = input.slug ?? slugOf(input.name, 'project');
  const inserted =
    (await insert(slug)) || (input.slug === undefined && (await insert(withSuffix(slug))));
  const project = inserted ? await store.findProjectById(tx, id) : undefined;
  if (!project) throw apiError('duplicate_project_slug');
  return project;
}

async function findPinned(
  executor: Executor,
  workspaceId: string,
  { id, slug }: NewProject,
): Promise<ProjectRecord | undefined> {
  const found = id === undefined ? undefined : await store.findProjectById(executor, id);
  if (!found) return undefined;
  if (found.workspaceId === workspaceId && found.slug === (slug ?? found.slug)) return found;
  throw apiError('invalid_argument', { message: 'The pinned id belongs to another project.' });
}

export function createProjectAdmin(
  database: Database,
  environments: Pick<EnvironmentCache, 'bump' | 'reload'>,
  change: ChangeProject,
  clock: Clock,
): ProjectAdmin {
  return {
    createProject: (workspaceId, input) =>
      database.transaction(async (tx) => {
        await store.lockWorkspace(tx, workspaceId);
        return (
          (await findPinned(tx, workspaceId, input)) ??
          (await addProject(tx, workspaceId, input, clock.now()))
        );
      }),

    listProjects: (workspaceId) => store.listProjects(database, workspaceId),

    getProject: (place) => locateProject(database, place),

    async updateProject(place, { name }) {
      if (name === undefined) return locateProject(database, place);
      return change(place, async (tx, project) => {
        checkName(name, 'invalid_project_name');
        // It stands in the mails of every environment.
        await store.renameProject(tx, project.id, name);
        return { ...project, name };
      });
    },

    async deleteProject(place) {
      const project = await locateProject(database, place);
      for (const { id } of await environmentStore.listEnvironments(database, project.id)) {
        await environmentStore.deleteTenantSurplus(database, id);
      }
      const ids = await database.transaction(async (tx) => {
        if ((await store.lockProject(tx, project.id)) === 0) throw apiError('project_not_found');
        const found = await environmentStore.listEnvironments(tx, project.id);
        for (const { id } of found) {
          await environments.bump(tx, id);
          await environmentStore.deleteTenantData(tx, id);
        }
        await store.deleteProject(tx, project.id);
        return found.map(({ id }) => id);
      });
      for (const id of ids) {
        await environmentStore.deleteTenantData(database, id);
        await environments.reload(id);
      }
    },
  };
}
