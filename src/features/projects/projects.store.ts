import type { Executor } from '../../platform/db/executor.ts';
import type { ProjectTable } from '../../platform/db/schema.ts';
import type { ProjectRecord } from './records.ts';

const columns = [
  'id',
  'workspace_id as workspaceId',
  'slug',
  'name',
  'vertical',
  'created_at as createdAt',
] as const;

export const findFirstWorkspace = (executor: Executor) =>
  executor.first(
    executor.q.selectFrom('workspaces').select('id').orderBy('created_at').orderBy('id').limit(1),
  );

export const insertWorkspace = (
  executor: Executor,
  row: { id: string; name: string; created_at: number },
): Promise<number> => executor.affected(executor.q.insertInto('workspaces').values(row));

/** Makes the transactions that add projects to a workspace wait for one another. */
export const lockWorkspace = (executor: Executor, id: string): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('workspaces')
      .set((eb) => ({ name: eb.ref('name') }))
      .where('id', '=', id),
  );

/** Makes the transactions that add or remove environments of a project wait for one another. */
export const lockProject = (executor: Executor, id: string): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('projects')
      .set((eb) => ({ name: eb.ref('name') }))
      .where('id', '=', id),
  );

export const listProjects = (executor: Executor, workspaceId: string): Promise<ProjectRecord[]> =>
  executor.all(
    executor.q
      .selectFrom('projects')
      .select(columns)
      .where('workspace_id', '=', workspaceId)
      .orderBy('created_at')
      .orderBy('id'),
  );

export const findProject = (
  executor: Executor,
  workspaceId: string,
  slug: string,
): Promise<ProjectRecord | undefined> =>
  executor.first(
    executor.q
      .selectFrom('projects')
      .select(columns)
      .where('workspace_id', '=', workspaceId)
      .where('slug', '=', slug),
  );

export const findProjectById = (
  executor: Executor,
  id: string,
): Promise<ProjectRecord | undefined> =>
  executor.first(executor.q.selectFrom('projects').select(columns).where('id', '=', id));

/** False where a project of any workspace has the slug. */
export async function insertProject(executor: Executor, row: ProjectTable): Promise<boolean> {
  const query = executor.q
    .insertInto('projects')
    .values(row)
    .onConflict((conflict) => conflict.column('slug').doNothing());
  return (await executor.affected(query)) === 1;
}

export const renameProject = (executor: Executor, id: string, name: string): Promise<number> =>
  executor.affected(executor.q.updateTable('projects').set({ name }).where('id', '=', id));

export const deleteProject = (executor: Executor, id: string): Promise<number> =>
  executor.affected(executor.q.deleteFrom('projects').where('id', '=', id));
