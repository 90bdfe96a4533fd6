import type { ImpersonationTokenTable } from '../../platform/db/audit-tables.ts';
import type { Executor } from '../../platform/db/executor.ts';

export const insertToken = (executor: Executor, token: ImpersonationTokenTable): Promise<number> =>
  executor.affected(executor.q.insertInto('impersonation_tokens').values(token));

export type TakenToken = Pick<
  ImpersonationTokenTable,
  'user_id' | 'impersonator_id' | 'impersonator_email_address' | 'reason'
>;

/** One statement decides: of any number of callers exactly one gets the row, and nothing is left. */
export const takeToken = (
  executor: Executor,
  environment: string,
  tokenHash: string,
  now: number,
): Promise<TakenToken | undefined> =>
  executor.first(
    executor.q
      .deleteFrom('impersonation_tokens')
      .where('environment_id', '=', environment)
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', now)
      .returning(['user_id', 'impersonator_id', 'impersonator_email_address', 'reason']),
  );
