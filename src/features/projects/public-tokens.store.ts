import type { Executor } from '../../platform/db/executor.ts';
import type { PublicTokenTable } from '../../platform/db/schema.ts';
import type { PublicTokenRow } from './records.ts';

export const listPublicTokens = (
  executor: Executor,
  environmentId: string,
): Promise<PublicTokenRow[]> =>
  executor.all(
    executor.q
      .selectFrom('public_tokens')
      .select(['id', 'created_at as createdAt'])
      .where('environment_id', '=', environmentId)
      .orderBy('created_at')
      .orderBy('id'),
  );

export const insertPublicToken = (executor: Executor, row: PublicTokenTable): Promise<number> =>
  executor.affected(executor.q.insertInto('public_tokens').values(row));

export const deletePublicToken = (
  executor: Executor,
  environmentId: string,
  id: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('public_tokens')
      .where('environment_id', '=', environmentId)
      .where('id', '=', id),
  );
