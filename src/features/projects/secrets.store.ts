import type { Executor } from '../../platform/db/executor.ts';
import type { SecretTable } from '../../platform/db/schema.ts';
import type { SecretRow } from './records.ts';

const columns = [
  'id',
  'last_four as lastFour',
  'created_at as createdAt',
  'used_at as usedAt',
] as const;

export const listSecrets = (executor: Executor, environmentId: string): Promise<SecretRow[]> =>
  executor.all(
    executor.q
      .selectFrom('secrets')
      .select(columns)
      .where('environment_id', '=', environmentId)
      .orderBy('created_at')
      .orderBy('id'),
  );

export const findSecret = (
  executor: Executor,
  environmentId: string,
  id: string,
): Promise<SecretRow | undefined> =>
  executor.first(
    executor.q
      .selectFrom('secrets')
      .select(columns)
      .where('environment_id', '=', environmentId)
      .where('id', '=', id),
  );

export const findSecretByHash = (
  executor: Executor,
  environmentId: string,
  hash: string,
): Promise<SecretRow | undefined> =>
  executor.first(
    executor.q
      .selectFrom('secrets')
      .select(columns)
      .where('environment_id', '=', environmentId)
      .where('secret_hash', '=', hash),
  );

export const insertSecret = (executor: Executor, row: SecretTable): Promise<number> =>
  executor.affected(executor.q.insertInto('secrets').values(row));

export const deleteSecret = (
  executor: Executor,
  environmentId: string,
  id: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('secrets')
      .where('environment_id', '=', environmentId)
      .where('id', '=', id),
  );
