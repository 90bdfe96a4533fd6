import { isUnavailable } from '../../platform/db/errors.ts';
import type { Database } from '../../platform/db/executor.ts';
import * as store from './audit.store.ts';
import type { RecordedEvent } from './audit-event.ts';

/**
 * Writes events in batches: all of one turn of the event loop go together, and while an insert is
 * under way those that come wait for the next. So an event costs a fraction of a statement under load, and one commit when there is none.
 */
export interface AuditWriter {
  /** Resolves once the event is on the disk; rejects where it could not be written. */
  write(event: RecordedEvent): Promise<void>;
  /** Soon, and without anybody waiting. False where too much waits already: it is dropped. */
  writeBehind(event: RecordedEvent): boolean;
  /** Writes all that waits. */
  flush(): Promise<void>;
  waiting(): number;
}

export interface AuditWriterOptions {
  database: Database;
  /** Events that were to be written behind and could not. */
  onLost: (error: unknown, count: number) => void;
  maxBehind?: number;
}

const MAX_BATCH = 500;
/** Refusals wait this long for company. */
const DELAY_MS = 250;
/** Between attempts while the database is away. */
const PAUSE_MS = 1_000;

interface Entry {
  event: RecordedEvent;
  /** Absent where nobody waits. */
  done?: (error?: unknown) => void;
}

export function createAuditWriter(options: AuditWriterOptions): AuditWriter {
  const { database, onLost, maxBehind = 10_000 } = options;
  let entries: Entry[] = [];
  let behind = 0;
  let timer: NodeJS.Timeout | undefined;
  let scheduled = false;
  let running: Promise<void> | undefined;

  function settle(batch: readonly Entry[], error?: unknown): void {
    const lost = batch.filter(({ done }) => done === undefined).length;
    behind -= lost;
    for (const { done } of batch) done?.(error);
    if (error !== undefined && lost > 0) onLost(error, lost);
  }

  /** One event that the database refuses must not take the others with it. */
  async function insertOneByOne(batch: readonly Entry[]): Promise<void> {
    for (const entry of batch) {
      try {
        await store.insertEvents(database, [entry.event]);
        settle([entry]);
      } catch (error) {
        settle([entry], error);
      }
    }
  }

  /** True where what nobody waits for was put back, for a time when the database answers. */
  async function insert(batch: readonly Entry[]): Promise<boolean> {
    try {
      await store.insertEvents(
        database,
        batch.map(({ event }) => event),
      );
      settle(batch);
      return false;
    } catch (error) {
      if (!isUnavailable(error)) {
        await insertOneByOne(batch);
        return false;
      }
      settle(
        batch.filter(({ done }) => done),
        error,
      );
      entries = [...batch.filter(({ done }) => !done), ...entries];
      return true;
    }
  }

  async function work(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    while (entries.length > 0) {
      const putBack = await insert(entries.splice(0, MAX_BATCH));
      // Whoever waits is told at once by the next attempt.
      if (putBack && !entries.some(({ done }) => done)) break;
    }
  }

  function start(): Promise<void> {
    running ??= work().finally(() => {
      running = undefined;
      if (entries.length > 0) startSoon(PAUSE_MS);
    });
    return running;
  }

  function startSoon(delay: number): void {
    timer ??= setTimeout(() => void start(), delay).unref();
  }

  /**
   * After the other requests of this turn of the event loop have had their say: SQLite's inserts
   * end before the call does, so nothing would ever wait for company otherwise.
   */
  function startThisTurn(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      void start();
    });
  }

  return {
    write: (event) =>
      new Promise((resolve, reject) => {
        const done = (error?: unknown) => (error === undefined ? resolve() : reject(error));
        entries.push({ event, done });
        startThisTurn();
      }),
    writeBehind(event) {
      if (behind >= maxBehind) return false;
      behind += 1;
      entries.push({ event });
      startSoon(DELAY_MS);
      return true;
    },
    async flush() {
      await running;
      await start();
    },
    waiting: () => entries.length,
  };
}
