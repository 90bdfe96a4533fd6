import type { Executor } from '../../platform/db/executor.ts';
import type { RevokedTokenTable } from '../../platform/db/schema.ts';

/** Once or more often: a token stays revoked until it would have expired. */
export const insertRevokedToken = (executor: Executor, row: RevokedTokenTable): Promise<number> =>
  executor.affected(
    executor.q
      .insertInto('revoked_tokens')
      .values(row)
      .onConflict((conflict) => conflict.columns(['environment_id', 'token_hash']).doNothing()),
  );
