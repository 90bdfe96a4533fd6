import { type Clock, MINUTE } from '../clock.ts';
import type { Database } from '../db/executor.ts';
import type { Logger } from '../log.ts';

/** Work that some node does from time to time; of many nodes one does it. */
export interface PeriodicTask {
  name: string;
  everyMs: number;
  /** Answers how much it did, for the log. */
  run(): Promise<number>;
}

export interface PeriodicTasks {
  start(): void;
  /** Waits for the task under way. */
  stop(): Promise<void>;
  /** Runs every task now, due or not. */
  runAll(): Promise<void>;
}

const POLL = MINUTE;

export function createPeriodicTasks(
  tasks: readonly PeriodicTask[],
  database: Database,
  clock: Clock,
  log: Logger,
): PeriodicTasks {
  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  let stopped = false;

  /** True for the one node whose update moves the due time. */
  async function claim(task: PeriodicTask): Promise<boolean> {
    const now = clock.now();
    const { q } = database;
    await database.affected(
      q
        .insertInto('periodic_tasks')
        .values({ name: task.name, due_at: now })
        .onConflict((conflict) => conflict.doNothing()),
    );
    const moved = await database.affected(
      q
        .updateTable('periodic_tasks')
        .set({ due_at: now + task.everyMs })
        .where('name', '=', task.name)
        .where('due_at', '<=', now),
    );
    return moved === 1;
  }

  async function run(task: PeriodicTask): Promise<void> {
    try {
      const count = await task.run();
      if (count > 0) log.info({ task: task.name, count }, 'periodic task');
    } catch (error) {
      log.error({ task: task.name, err: error }, 'a periodic task failed');
    }
  }

  async function poll(): Promise<void> {
    for (const task of tasks) {
      if (stopped) return;
      try {
        if (await claim(task)) await run(task);
      } catch (error) {
        log.warn({ err: error }, 'periodic tasks could not be claimed');
        return;
      }
    }
  }

  return {
    start() {
      stopped = false;
      timer = setInterval(() => {
        work = work.then(poll);
      }, POLL).unref();
      work = work.then(poll);
    },
    async stop() {
      stopped = true;
      clearInterval(timer);
      await work;
    },
    async runAll() {
      for (const task of tasks) await run(task);
    },
  };
}
