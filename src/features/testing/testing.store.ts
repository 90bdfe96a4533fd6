import type { Executor } from '../../platform/db/executor.ts';

/** Milliseconds added to real time. */
export const readClockOffset = async (executor: Executor, environment: string): Promise<number> =>
  (
    await executor.first(
      executor.q.selectFrom('environments').select('clock_offset').where('id', '=', environment),
    )
  )?.clock_offset ?? 0;

export const writeClockOffset = (
  executor: Executor,
  environment: string,
  offset: number,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('environments')
      .set({ clock_offset: offset })
      .where('id', '=', environment),
  );
