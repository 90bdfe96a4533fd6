import type { Engine } from './executor.ts';

/**
 * Rows that one statement changes at most. PostgreSQL holds their locks no longer than that takes;
 * SQLite holds the whole event loop, and a row with all its indexes may cost it half a millisecond.
 */
export const batchSize = (engine: Engine): number => (engine === 'sqlite' ? 100 : 1_000);

/** Repeats a statement of a batch until it finds fewer; answers how many rows there were. */
export async function inBatches(
  engine: Engine,
  statement: (limit: number) => Promise<number>,
): Promise<number> {
  const limit = batchSize(engine);
  let total = 0;
  for (;;) {
    const changed = await statement(limit);
    total += changed;
    if (changed < limit) return total;
  }
}
