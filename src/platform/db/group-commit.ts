import { setImmediate } from 'node:timers/promises';

/** A connection's transaction, and a part of it that can be undone by itself. */
export interface CommitSteps {
  begin(): void;
  commit(): void;
  rollback(): void;
  /** False after the database has rolled back by itself, as it does when the disk is full. */
  isOpen(): boolean;
  save(): void;
  release(): void;
  undo(): void;
}

/** Runs work inside the connection's next transaction; resolves once that is committed. */
export type Join = <T>(work: () => Promise<T> | T) => Promise<T>;

/** A commit holds back the answers of at most this many works. */
const MAX_TOGETHER = 64;

interface Waiting {
  work: () => unknown;
  resolve: (value: never) => void;
  reject: (error: unknown) => void;
}

/**
 * Group commit: the works of all callers that wait run one after another in one transaction, which
 * goes to the disk once. Each is a savepoint, so that one that fails takes nothing of the others
 * with it, and nobody hears of success or failure before the commit: what a work saw of those
 * before it is true by then, or all of them fail.
 *
 * Connections to one file take turns, because only one of them can write at a time.
 */
export class GroupCommit {
  readonly #turns: Array<() => Promise<void>> = [];
  readonly #queues: Waiting[][] = [];
  #running: Promise<void> | undefined;

  /** Adds a connection. */
  on(steps: CommitSteps): Join {
    const queue: Waiting[] = [];
    this.#queues.push(queue);
    this.#turns.push(() => runTogether(steps, queue));
    return (work) =>
      new Promise((resolve, reject) => {
        queue.push({ work, resolve, reject });
        this.#running ??= this.#runAll();
      });
  }

  /** Resolves when nothing waits any more. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #runAll(): Promise<void> {
    while (this.#queues.some(({ length }) => length > 0)) {
      // Other requests that the event loop has at hand come first: theirs go into the same commit.
      await setImmediate();
      for (const turn of this.#turns) await turn();
    }
    this.#running = undefined;
  }
}

/** Takes from the queue as it goes: who comes while a work waits is still in time. */
async function runTogether(steps: CommitSteps, queue: Waiting[]): Promise<void> {
  if (queue.length === 0) return;
  const settle: Array<() => void> = [];
  const taken: Waiting[] = [];
  try {
    steps.begin();
  } catch (error) {
    // Another process holds the file, and they have waited long enough.
    for (const { reject } of queue.splice(0)) reject(error);
    return;
  }
  try {
    for (let next = queue.shift(); next; next = queue.shift()) {
      taken.push(next);
      settle.push(await runOne(steps, next));
      if (taken.length === MAX_TOGETHER) break;
    }
    steps.commit();
  } catch (error) {
    if (steps.isOpen()) steps.rollback();
    for (const { reject } of taken) reject(error);
    return;
  }
  for (const tell of settle) tell();
}

/** Answers what tells its caller; throws where all that was done before is lost as well. */
async function runOne(steps: CommitSteps, { work, resolve, reject }: Waiting): Promise<() => void> {
  steps.save();
  try {
    const value = await work();
    steps.release();
    return () => resolve(value as never);
  } catch (error) {
    if (!steps.isOpen()) throw error;
    steps.undo();
    steps.release();
    return () => reject(error);
  }
}
