import type { Executor } from './executor.ts';
import { inBatches } from './in-batches.ts';
import type { Schema } from './schema.ts';

/**
 * Deletes rows whose instant lies before `before` (real time), the oldest first in batches, so that no
 * lock is held long however much there is. Rows that somebody else holds are left for the next
 * time, so nobody waits for anybody. Instants are in the environment's time: where a TEST clock
 * was set back, what is still ahead for it stays. `key` is the rest of the primary key, whole: by a
 * part of it each row would be looked for among all of its environment. Names come from code, never from input.
 */
export async function deleteBefore<T extends keyof Schema & string>(
  executor: Executor,
  table: T,
  key: (keyof Schema[T] & string) | readonly (keyof Schema[T] & string)[],
  column: keyof Schema[T] & string,
  before: number,
  condition = '',
): Promise<number> {
  const { engine } = executor;
  const columns = ['environment_id', ...[key].flat()];
  const [first, second] = engine === 'postgres' ? ['$1', '$2'] : ['?', '?'];
  // In order, so that no plan for all values takes the table for full of what is to be found; with
  // a subquery in place of a join, which might sort all of that for every batch.
  const text = (limit: number) => `delete from ${table} where (${columns.join()}) in (
    select ${columns.map((name) => `t.${name}`).join()} from ${table} as t
    where t.${column} < ${first} and t.${column} < ${second} + coalesce((
      select e.clock_offset from environments as e
      where e.id = t.environment_id and e.clock_offset < 0), 0)
      ${condition && `and ${condition}`} order by t.${column} limit ${limit}
      ${engine === 'postgres' ? 'for update of t skip locked' : ''})`;
  return inBatches(
    engine,
    async (limit) => (await executor.run(text(limit), [before, before])).affected,
  );
}
