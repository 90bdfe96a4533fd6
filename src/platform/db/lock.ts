import type { Executor } from './executor.ts';

/** Constants that no other program uses for pg_advisory_xact_lock; the migrator has one more. */
export const locks = { bootstrap: 7_351_690_332 } as const;

/**
 * Lets one transaction at a time go on, over all nodes, until it ends. SQLite has one writer
 * anyway.
 */
export async function lockForTransaction(tx: Executor, lock: number): Promise<void> {
  if (tx.engine === 'postgres') await tx.run(`select pg_advisory_xact_lock(${lock})`, []);
}
