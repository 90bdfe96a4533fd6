import cluster from 'node:cluster';
import type { Logger } from '../platform/log.ts';
import { DRAIN_MS } from './serve.ts';

/** A worker that cannot start must not spin. */
const RESTART_AFTER_MS = 1_000;

/**
 * Keeps `count` workers running and resolves once all of them listen. One that dies later is
 * replaced; one that dies before ends the whole. A signal stops them all.
 */
export async function supervise(count: number, log: Logger): Promise<void> {
  let stopping = false;
  let started = false;
  const stop = (code: number) => {
    if (stopping) return;
    stopping = true;
    process.exitCode = code;
    const workers = Object.values(cluster.workers ?? {});
    if (workers.length === 0) process.exit();
    for (const worker of workers) worker?.process.kill('SIGTERM');
    setTimeout(() => process.exit(1), DRAIN_MS + 500).unref();
  };
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));

  const ready = new Promise<void>((resolve) => {
    let listening = 0;
    cluster.on('listening', () => {
      listening += 1;
      if (listening < count) return;
      started = true;
      resolve();
    });
  });
  cluster.on('exit', (worker, code, signal) => {
    if (!stopping) {
      log.error({ pid: worker.process.pid, code, signal }, 'a worker died');
      // It has said why on standard error.
      if (!started) stop(1);
      else setTimeout(() => !stopping && cluster.fork(), RESTART_AFTER_MS);
    }
    if (stopping && Object.keys(cluster.workers ?? {}).length === 0) {
      log.flush();
      process.exit();
    }
  });
  for (let index = 0; index < count; index += 1) cluster.fork();
  await ready;
}
