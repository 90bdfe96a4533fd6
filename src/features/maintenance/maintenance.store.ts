import type { Executor } from '../../platform/db/executor.ts';

/** The smallest clock offset of all environments, milliseconds; 0 where none was moved. */
export const slowestClock = async (executor: Executor): Promise<number> =>
  (
    await executor.first(
      executor.q.selectFrom('environments').select((eb) => eb.fn.min('clock_offset').as('offset')),
    )
  )?.offset ?? 0;
