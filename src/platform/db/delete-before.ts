import type { Executor } from './executor.ts';
import type { Schema } from './schema.ts';

const BATCH = 1_000;

/**
 * Deletes rows whose instant lies before `before`, a thousand at a time, so that no lock is held
 * long however much there is. Names come from code, never from input.
 */
export async function deleteBefore<T extends keyof Schema & string>(
  executor: Executor,
  table: T,
  key: keyof Schema[T] & string,
  column: keyof Schema[T] & string,
  before: number,
  condition = '',
): Promise<number> {
  const parameter = executor.engine === 'postgres' ? '$1' : '?';
  const sql = `delete from ${table} where (environment_id, ${key}) in (
    select environment_id, ${key} from ${table}
    where ${column} < ${parameter} ${condition && `and ${condition}`} limit ${BATCH})`;
  let total = 0;
  for (;;) {
    const { affected } = await executor.run(sql, [before]);
    total += affected;
    if (affected < BATCH) return total;
  }
}
