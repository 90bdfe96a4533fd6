import { type Clock, MINUTE } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import { orderedIdAt } from '../../platform/ids.ts';
import type { Logger } from '../../platform/log.ts';
import * as store from './audit.store.ts';
import type { AuditEvent, RecordedEvent } from './audit-event.ts';
import { createAuditWriter } from './audit-writer.ts';
import { legible } from './legible.ts';
import { createRefusalBudget } from './refusal-budget.ts';

export interface Audit {
  /** For what happened: resolves once it is on the disk, so that nothing answered is missing. */
  record(event: AuditEvent): Promise<void>;
  /** For what was refused: written behind the answer, and only counted under a flood. */
  recordRefusal(event: AuditEvent): void;
  /** Whether acts are written of which there are thousands alike: `AuditSubject.routine`. */
  readonly recordsRoutine: boolean;
  /** Newest first. */
  list(scope: string, filter: store.AuditFilter, limit: number): Promise<RecordedEvent[]>;
  /** Refusals that were counted and not written, since the process began. */
  suppressed(): number;
  waiting(): number;
  /** Writes what is waiting; to be awaited at shutdown. */
  close(): Promise<void>;
}

export interface AuditOptions {
  database: Database;
  /** Real time: what the clock of a TEST environment says is no time of an event. */
  clock: Clock;
  log: Logger;
  /** Refusals that are written for each log; more are counted. */
  refusalsPerSecond: number;
  recordsRoutine: boolean;
}

/** How often a log is told what it misses. */
const SUMMARY_EVERY = MINUTE;

const summary = (scope: string, count: number): AuditEvent => ({
  scope,
  action: 'audit.suppressed',
  result: 'refused',
  statusCode: 0,
  reason: '',
  actor: 'server',
  userId: undefined,
  sessionId: undefined,
  ipAddress: '',
  userAgent: '',
  requestId: '',
  details: { count: String(count) },
});

export function createAudit(options: AuditOptions): Audit {
  const { database, clock, log, refusalsPerSecond, recordsRoutine } = options;
  const budget = createRefusalBudget(refusalsPerSecond);
  let total = 0;
  let timer: NodeJS.Timeout | undefined;
  const writer = createAuditWriter({
    database,
    onLost(error, count) {
      total += count;
      log.error({ err: error, count }, 'refusals could not be written to the audit log');
    },
  });

  const stamp = (event: AuditEvent): RecordedEvent => {
    const now = clock.now();
    return { ...legible(event), id: orderedIdAt(now), createdAt: now };
  };

  function summarize(): void {
    clearTimeout(timer);
    timer = undefined;
    for (const [scope, count] of budget.takeSuppressed()) {
      writer.writeBehind(stamp(summary(scope, count)));
      log.warn({ scope, count }, 'too many refusals: only counted in the audit log');
    }
  }

  return {
    record: (event) => writer.write(stamp(event)),
    recordRefusal(event) {
      const admitted = budget.admits(event.scope, clock.now());
      if (admitted && writer.writeBehind(stamp(event))) return;
      budget.suppress(event.scope);
      total += 1;
      timer ??= setTimeout(summarize, SUMMARY_EVERY).unref();
    },
    recordsRoutine,
    list: (scope, filter, limit) => store.listEvents(database, scope, filter, limit),
    suppressed: () => total,
    waiting: () => writer.waiting(),
    async close() {
      summarize();
      await writer.flush();
    },
  };
}
