import type { Executor } from '../../platform/db/executor.ts';
import type { SuppressionTable } from '../../platform/db/schema.ts';

export type { SuppressionTable };

/** One that is there already keeps its date. */
export const addSuppression = (executor: Executor, row: SuppressionTable): Promise<number> =>
  executor.affected(
    executor.q
      .insertInto('suppressions')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  );

export interface SuppressionFilter {
  /** Of all environments where absent. */
  environment?: string | undefined;
  channel?: SuppressionTable['channel'] | undefined;
  recipient?: string | undefined;
}

export interface SuppressionRow extends SuppressionTable {
  environment_type: 'TEST' | 'LIVE';
}

/** Newest first. */
export function listSuppressions(
  executor: Executor,
  { environment, channel, recipient }: SuppressionFilter,
  limit: number,
): Promise<SuppressionRow[]> {
  let query = executor.q
    .selectFrom('suppressions as s')
    .innerJoin('environments as e', 'e.id', 's.environment_id')
    .select(['s.environment_id', 's.channel', 's.recipient', 's.created_at'])
    .select('e.type as environment_type');
  if (environment !== undefined) query = query.where('s.environment_id', '=', environment);
  if (channel !== undefined) query = query.where('s.channel', '=', channel);
  if (recipient !== undefined) query = query.where('s.recipient', '=', recipient);
  return executor.all(query.orderBy('s.created_at', 'desc').orderBy('s.recipient').limit(limit));
}

export function liftSuppressions(
  executor: Executor,
  { environment, channel, recipient }: SuppressionFilter & { recipient: string },
): Promise<number> {
  let query = executor.q.deleteFrom('suppressions').where('recipient', '=', recipient);
  if (environment !== undefined) query = query.where('environment_id', '=', environment);
  if (channel !== undefined) query = query.where('channel', '=', channel);
  return executor.affected(query);
}

export const deleteSuppressions = (executor: Executor, environment: string): Promise<number> =>
  executor.affected(
    executor.q.deleteFrom('suppressions').where('environment_id', '=', environment),
  );
