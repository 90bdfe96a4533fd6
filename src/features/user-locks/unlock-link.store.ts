import type { Executor } from '../../platform/db/executor.ts';
import type { UnlockLinkTable } from '../../platform/db/schema.ts';

export const insertUnlockLink = (executor: Executor, row: UnlockLinkTable): Promise<number> =>
  executor.affected(executor.q.insertInto('unlock_links').values(row));

export const findUnlockLink = (
  executor: Executor,
  environment: string,
  tokenHash: string,
): Promise<UnlockLinkTable | undefined> =>
  executor.first(
    executor.q
      .selectFrom('unlock_links')
      .select(['environment_id', 'token_hash', 'user_id', 'created_at', 'expires_at'])
      .where('environment_id', '=', environment)
      .where('token_hash', '=', tokenHash),
  );

/** True for the one caller who uses the link up. */
export const consumeUnlockLink = async (
  executor: Executor,
  environment: string,
  tokenHash: string,
  now: number,
): Promise<boolean> =>
  (await executor.affected(
    executor.q
      .deleteFrom('unlock_links')
      .where('environment_id', '=', environment)
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', now),
  )) === 1;

export const deleteUnlockLinksOfUser = (
  executor: Executor,
  environment: string,
  userId: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('unlock_links')
      .where('environment_id', '=', environment)
      .where('user_id', '=', userId),
  );
