import type { Worker } from 'node:worker_threads';
import { apiError } from '../../catalogue.ts';
import { createFairQueue, type FairQueue } from '../fair-queue.ts';
import { startZxcvbnWorker, type ZxcvbnAnswer, type ZxcvbnQuestion } from './zxcvbn-worker.ts';

/** zxcvbn's time grows faster than the length, and 64 characters that it likes are strong. */
const MAX_CHARACTERS = 64;
/** A shorter part of an email or name would make ordinary letters look personal. */
const MIN_INPUT = 3;
const MAX_INPUTS = 16;

export interface Zxcvbn {
  /**
   * Score 0 to 4 and hints for the end user, `personal` being what an attacker would try first.
   * Rejects with `password_validation_timeout`, or `server_unavailable` where too much waits.
   */
  score(tenant: string, password: string, personal: readonly string[]): Promise<ZxcvbnAnswer>;
  close(): Promise<void>;
}

export interface ZxcvbnOptions {
  /** Of one check, the start of the worker included; not of the wait for its turn. */
  timeoutMs?: number;
  /** The worker's 30 MB are given back after so long without a check. */
  idleMs?: number;
  maxWaiting?: number;
  startWorker?: () => Worker;
}

/** One worker thread, one check at a time: it is started by the first check. */
export function createZxcvbn(options: ZxcvbnOptions = {}): Zxcvbn {
  const { timeoutMs = 5_000, idleMs = 60_000, maxWaiting = 1_000 } = options;
  const startWorker = options.startWorker ?? startZxcvbnWorker;
  const queue: FairQueue = createFairQueue({ concurrency: 1, maxWaiting });
  let worker: Worker | undefined;
  let idleTimer: NodeJS.Timeout | undefined;

  async function stop(): Promise<void> {
    clearTimeout(idleTimer);
    const stopping = worker;
    worker = undefined;
    await stopping?.terminate();
  }

  function start(): Worker {
    const started = startWorker();
    // Whoever waits for an answer hears of it as well; between checks nobody else would.
    started.on('error', () => {});
    started.on('exit', () => {
      if (worker === started) worker = undefined;
    });
    return started;
  }

  function ask(question: ZxcvbnQuestion): Promise<ZxcvbnAnswer> {
    clearTimeout(idleTimer);
    worker ??= start();
    const asked = worker;
    return new Promise<ZxcvbnAnswer>((resolve, reject) => {
      const timer = setTimeout(() => fail(apiError('password_validation_timeout')), timeoutMs);
      const fail = (error: unknown) => finish(() => reject(error), true);
      const answered = (answer: ZxcvbnAnswer) => finish(() => resolve(answer), false);
      const exited = () => fail(new Error('the zxcvbn worker ended'));
      function finish(settle: () => void, broken: boolean): void {
        clearTimeout(timer);
        asked.off('message', answered).off('error', fail).off('exit', exited);
        if (broken) {
          if (worker === asked) void stop();
        } else {
          // Neither the worker nor the timer keeps the process alive.
          asked.unref();
          idleTimer = setTimeout(() => void stop(), idleMs).unref();
        }
        settle();
      }
      asked.ref();
      asked.on('message', answered).on('error', fail).on('exit', exited);
      asked.postMessage(question);
    });
  }

  return {
    score: (tenant, password, personal) =>
      queue.run(tenant, () =>
        ask({
          password: password.slice(0, MAX_CHARACTERS),
          inputs: personal
            .filter((input) => input.length >= MIN_INPUT)
            .slice(0, MAX_INPUTS)
            .map((input) => input.slice(0, MAX_CHARACTERS)),
        }),
      ),
    close: stop,
  };
}
