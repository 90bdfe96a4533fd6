import type { Executor } from '../../../platform/db/executor.ts';
import type { OAuthStandInCodeTable } from '../../../platform/db/oauth-tables.ts';

export const insertCode = (executor: Executor, row: OAuthStandInCodeTable): Promise<number> =>
  executor.affected(executor.q.insertInto('oauth_stand_in_codes').values(row));

/** Uses up a code; undefined for one that is unknown, used or expired. */
export const consumeCode = async (
  executor: Executor,
  environment: string,
  codeHash: string,
  now: number,
): Promise<string | undefined> =>
  (
    await executor.first(
      executor.q
        .deleteFrom('oauth_stand_in_codes')
        .where('environment_id', '=', environment)
        .where('code_hash', '=', codeHash)
        .where('expires_at', '>', now)
        .returning('login'),
    )
  )?.login;

export const deleteCodes = (executor: Executor, environment: string): Promise<number> =>
  executor.affected(
    executor.q.deleteFrom('oauth_stand_in_codes').where('environment_id', '=', environment),
  );
