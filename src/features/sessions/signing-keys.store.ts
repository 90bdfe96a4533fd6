import type { Executor } from '../../platform/db/executor.ts';
import type { SigningKeyTable } from '../../platform/db/schema.ts';
import { signingKeyColumns } from './signing-key.ts';

export type KeyTimes = Pick<SigningKeyTable, 'id' | 'signs_from' | 'listed_until'>;

export const listKeyTimes = (executor: Executor, environmentId: string): Promise<KeyTimes[]> =>
  executor.all(
    executor.q
      .selectFrom('signing_keys')
      .select(['id', 'signs_from', 'listed_until'])
      .where('environment_id', '=', environmentId),
  );

export const insertKey = (executor: Executor, row: SigningKeyTable): Promise<number> =>
  executor.affected(executor.q.insertInto('signing_keys').values(row));

/** Gives every key that has none its last day. */
export const retireKeys = (
  executor: Executor,
  environmentId: string,
  listedUntil: number,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('signing_keys')
      .set({ listed_until: listedUntil })
      .where('environment_id', '=', environmentId)
      .where('listed_until', 'is', null),
  );

export async function listEnvironmentsToRotate(
  executor: Executor,
  signsBefore: number,
): Promise<string[]> {
  const rows = await executor.all(
    executor.q
      .selectFrom('signing_keys')
      .select('environment_id')
      .where('listed_until', 'is', null)
      .where('signs_from', '<', signsBefore),
  );
  return rows.map((row) => row.environment_id);
}

export const deleteDeadKeys = (executor: Executor, now: number): Promise<number> =>
  executor.affected(executor.q.deleteFrom('signing_keys').where('listed_until', '<=', now));

export const listAllKeys = (executor: Executor): Promise<SigningKeyTable[]> =>
  executor.all(executor.q.selectFrom('signing_keys').select(signingKeyColumns));

export const updatePrivateKey = (
  executor: Executor,
  row: SigningKeyTable,
  privateKey: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('signing_keys')
      .set({ private_key: privateKey })
      .where('environment_id', '=', row.environment_id)
      .where('id', '=', row.id),
  );
