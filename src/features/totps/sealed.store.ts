import type { Executor } from '../../platform/db/executor.ts';

/** Everything under the master key, in batches, for putting it under another one. */

export interface SealedSecret {
  environment_id: string;
  factor_id: string;
  secret: string;
}

export interface SealedCode {
  environment_id: string;
  id: string;
  factor_id: string;
  code: string;
}

export const listSecrets = (
  executor: Executor,
  after: Pick<SealedSecret, 'environment_id' | 'factor_id'> | undefined,
  limit: number,
): Promise<SealedSecret[]> => {
  const all = executor.q
    .selectFrom('totps')
    .select(['environment_id', 'factor_id', 'secret'])
    .orderBy('environment_id')
    .orderBy('factor_id')
    .limit(limit);
  return executor.all(
    after === undefined
      ? all
      : all.where((eb) =>
          eb(
            eb.refTuple('environment_id', 'factor_id'),
            '>',
            eb.tuple(after.environment_id, after.factor_id),
          ),
        ),
  );
};

export const replaceSecret = (
  executor: Executor,
  row: SealedSecret,
  secret: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('totps')
      .set({ secret })
      .where('environment_id', '=', row.environment_id)
      .where('factor_id', '=', row.factor_id)
      .where('secret', '=', row.secret),
  );

export const listUnusedCodes = async (
  executor: Executor,
  after: Pick<SealedCode, 'environment_id' | 'id'> | undefined,
  limit: number,
): Promise<SealedCode[]> => {
  const all = executor.q
    .selectFrom('totp_recovery_codes')
    .select(['environment_id', 'id', 'factor_id', 'code'])
    .where('code', 'is not', null)
    .orderBy('environment_id')
    .orderBy('id')
    .limit(limit);
  const rows = await executor.all(
    after === undefined
      ? all
      : all.where((eb) =>
          eb(eb.refTuple('environment_id', 'id'), '>', eb.tuple(after.environment_id, after.id)),
        ),
  );
  return rows as SealedCode[];
};

/** A code that is used meanwhile stays used. */
export const replaceCode = (
  executor: Executor,
  row: SealedCode,
  fresh: { code: string; code_mac: string },
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('totp_recovery_codes')
      .set(fresh)
      .where('environment_id', '=', row.environment_id)
      .where('id', '=', row.id)
      .where('code', '=', row.code),
  );
