import type { Executor } from '../../platform/db/executor.ts';
import type { WorkspaceKeyTable } from '../../platform/db/schema.ts';

export const findWorkspaceKey = (executor: Executor, id: string) =>
  executor.first(
    executor.q
      .selectFrom('workspace_keys')
      .select(['id', 'workspace_id as workspaceId', 'secret_hash as hash'])
      .where('id', '=', id),
  );

export const insertWorkspaceKey = (executor: Executor, row: WorkspaceKeyTable): Promise<number> =>
  executor.affected(executor.q.insertInto('workspace_keys').values(row));
