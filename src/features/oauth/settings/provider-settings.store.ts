import type { Executor } from '../../../platform/db/executor.ts';
import type { OAuthProviderTable } from '../../../platform/db/schema.ts';

const columns = [
  'environment_id',
  'provider',
  'client_id',
  'secret',
  'options',
  'created_at',
  'updated_at',
] as const;

export const listRows = (executor: Executor, environment: string): Promise<OAuthProviderTable[]> =>
  executor.all(
    executor.q
      .selectFrom('oauth_providers')
      .select(columns)
      .where('environment_id', '=', environment)
      .orderBy('provider'),
  );

export const findRow = (
  executor: Executor,
  environment: string,
  provider: string,
): Promise<OAuthProviderTable | undefined> =>
  executor.first(
    executor.q
      .selectFrom('oauth_providers')
      .select(columns)
      .where('environment_id', '=', environment)
      .where('provider', '=', provider),
  );

/** Inserts, or replaces all but the time of creation. */
export const putRow = (executor: Executor, row: OAuthProviderTable): Promise<number> =>
  executor.affected(
    executor.q
      .insertInto('oauth_providers')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['environment_id', 'provider']).doUpdateSet({
          client_id: row.client_id,
          secret: row.secret,
          options: row.options,
          updated_at: row.updated_at,
        }),
      ),
  );

export const deleteRow = (
  executor: Executor,
  environment: string,
  provider: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .deleteFrom('oauth_providers')
      .where('environment_id', '=', environment)
      .where('provider', '=', provider),
  );

export interface SealedSecret {
  environment_id: string;
  provider: string;
  secret: string;
}

/** Of all environments, in batches, for putting them under another master key. */
export const listSecrets = async (
  executor: Executor,
  after: SealedSecret | undefined,
  limit: number,
): Promise<SealedSecret[]> => {
  const all = executor.q
    .selectFrom('oauth_providers')
    .select(['environment_id', 'provider', 'secret'])
    .where('secret', 'is not', null)
    .orderBy('environment_id')
    .orderBy('provider')
    .limit(limit);
  const rows = await executor.all(
    after === undefined
      ? all
      : all.where((eb) =>
          eb(
            eb.refTuple('environment_id', 'provider'),
            '>',
            eb.tuple(after.environment_id, after.provider),
          ),
        ),
  );
  return rows as SealedSecret[];
};

/** Nothing happens where somebody else has replaced it meanwhile. */
export const replaceSecret = (
  executor: Executor,
  row: SealedSecret,
  secret: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('oauth_providers')
      .set({ secret })
      .where('environment_id', '=', row.environment_id)
      .where('provider', '=', row.provider)
      .where('secret', '=', row.secret),
  );
