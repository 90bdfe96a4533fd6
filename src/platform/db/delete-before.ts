import type { Executor } from './executor.ts';
import type { Schema } from './schema.ts';

const BATCH = 1_000;

/**
 * Deletes rows whose instant lies before `before` (real time), a thousand at a time, so that no
 * lock is held long however much there is. Rows that somebody else holds are left for the next
 * time, so nobody waits for anybody. Instants are in the environment's time: where a TEST clock
 * was set back, what is still ahead for it stays. Names come from code, never from input.
 */
export async function deleteBefore<T extends keyof Schema & string>(
  executor: Executor,
  table: T,
  key: keyof Schema[T] & string,
  column: keyof Schema[T] & string,
  before: number,
  condition = '',
): Promise<number> {
  const [first, second] = executor.engine === 'postgres' ? ['$1', '$2'] : ['?', '?'];
  const sql = `delete from ${table} where (environment_id, ${key}) in (
    select t.environment_id, t.${key} from ${table} as t
    left join environments as e on e.id = t.environment_id
    where t.${column} < ${first}
      and t.${column} < ${second} + case when e.clock_offset < 0 then e.clock_offset else 0 end
      ${condition && `and ${condition}`} limit ${BATCH}
      ${executor.engine === 'postgres' ? 'for update of t skip locked' : ''})`;
  let total = 0;
  for (;;) {
    const { affected } = await executor.run(sql, [before, before]);
    total += affected;
    if (affected < BATCH) return total;
  }
}
