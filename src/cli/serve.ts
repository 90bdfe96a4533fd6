import cluster from 'node:cluster';
import type { Config } from '../config/settings.ts';
import { createSelvage } from '../main.ts';
import type { Logger } from '../platform/log.ts';
import { metricsText } from '../platform/metrics/metrics.ts';
import { listenError } from './listen.ts';
import { listenForMetrics } from './listen-for-metrics.ts';

/** SIGTERM to the end, at the longest, in milliseconds. */
export const DRAIN_MS = 9_000;

/** Serves in this process until a signal asks it to stop. */
export async function serve(config: Config, log: Logger): Promise<void> {
  const selvage = await createSelvage(config, { log });

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const forced = setTimeout(() => {
      log.warn('requests under way were cut off');
      log.flush();
      process.exit(1);
    }, DRAIN_MS).unref();
    try {
      await selvage.close();
    } catch (error) {
      log.error({ err: error }, 'shutdown failed');
      process.exitCode = 1;
    }
    clearTimeout(forced);
    log.flush();
    process.exit();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // The supervisor is gone.
  process.on('disconnect', stop);

  try {
    await selvage.app.listen({ port: config.port, host: config.host });
    // Of several workers the one who started them is asked.
    if (selvage.metrics && !cluster.isWorker) {
      await listenForMetrics(config, metricsText(selvage.metrics.registry), log);
    }
  } catch (error) {
    await selvage.close();
    throw listenError(error, config.host, config.port);
  }
  selvage.periodicTasks.start();
}
