import type { Config } from '../config/settings.ts';
import type { Logger } from '../platform/log.ts';
import { createMetricsServer } from '../platform/metrics/metrics-server.ts';
import { listenError } from './listen.ts';

/** Serves `/metrics` where the operator wants it; ends with the process. */
export async function listenForMetrics(
  { metricsPort, metricsHost, metricsToken }: Config,
  text: () => Promise<string>,
  log: Logger,
): Promise<void> {
  const server = createMetricsServer({
    text,
    token: metricsToken,
    onError: (error) => log.warn({ err: error }, 'the metrics could not be collected'),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(listenError(error, metricsHost, metricsPort)));
    server.listen(metricsPort, metricsHost, resolve);
  });
  server.unref();
}
