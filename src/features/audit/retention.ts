import type { Executor } from '../../platform/db/executor.ts';
import { inBatches } from '../../platform/db/in-batches.ts';
import { deleteOldest, nextScope } from './audit.store.ts';
import { type AuditResult, UNATTRIBUTED } from './audit-event.ts';

interface Span {
  /** Milliseconds of real time. */
  before: number;
  /** Of any result where absent. */
  result?: AuditResult;
}

const deleteAll = (executor: Executor, scope: string, span: Span): Promise<number> =>
  inBatches(executor.engine, (limit) => deleteOldest(executor, scope, span, limit));

/**
 * Deletes from every log what is older than `before`, and refusals older than `refusalsBefore`, in
 * batches along an index that begins with the log: none by time alone is needed,
 * and no lock is held for long.
 */
export async function deleteOldEvents(
  executor: Executor,
  { before, refusalsBefore }: { before: number; refusalsBefore: number },
): Promise<number> {
  let total = 0;
  // The smallest uuid there is.
  let scope: string | undefined = UNATTRIBUTED;
  while (scope !== undefined) {
    total += await deleteAll(executor, scope, { before });
    total += await deleteAll(executor, scope, { before: refusalsBefore, result: 'refused' });
    total += await deleteAll(executor, scope, { before: refusalsBefore, result: 'failed' });
    scope = await nextScope(executor, scope);
  }
  return total;
}
