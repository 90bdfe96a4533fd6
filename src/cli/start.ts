import cluster from 'node:cluster';
import { createServer } from 'node:net';
import { defineCommand } from 'citty';
import { unknownSettings } from '../config/load-config.ts';
import type { Config } from '../config/settings.ts';
import { createSelvage, prepareDatabase, publicUrlOf } from '../main.ts';
import { createLogger, type Logger } from '../platform/log.ts';
import { banner } from './banner.ts';
import { readCredentials, writeCredentials } from './credentials-file.ts';
import { configOf, flagsOf } from './flags.ts';

/** SIGTERM to the end, at the longest. */
const DRAIN_MS = 9_000;

const freePort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, host, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** Serves in this process until a signal asks it to stop. */
async function serve(config: Config, log: Logger): Promise<void> {
  const selvage = await createSelvage(config, { log });
  await selvage.app.listen({ port: config.port, host: config.host });
  selvage.periodicTasks.start();

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    const forced = setTimeout(() => process.exit(1), DRAIN_MS).unref();
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
  process.on('disconnect', stop);
}

/** Keeps `count` workers running; one that dies is replaced, a signal stops them all. */
async function supervise(count: number, log: Logger): Promise<void> {
  let stopping = false;
  const ready = new Promise<void>((resolve) => {
    let listening = 0;
    cluster.on('listening', () => {
      listening += 1;
      if (listening === count) resolve();
    });
  });
  cluster.on('exit', (worker, code, signal) => {
    if (stopping) {
      if (Object.keys(cluster.workers ?? {}).length === 0) process.exit();
      return;
    }
    log.error({ pid: worker.process.pid, code, signal }, 'a worker died');
    // Not at once: a worker that cannot start must not spin.
    setTimeout(() => !stopping && cluster.fork(), 1_000);
  });
  const stop = () => {
    if (stopping) return;
    stopping = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
    setTimeout(() => process.exit(1), DRAIN_MS + 500).unref();
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  for (let index = 0; index < count; index += 1) cluster.fork();
  await ready;
}

export const startCommand = defineCommand({
  meta: { name: 'start', description: 'Start the server' },
  args: flagsOf(),
  async run({ args }) {
    const given = configOf(args);
    const port = given.port === 0 ? await freePort(given.host) : given.port;
    const config = { ...given, port };
    const log = createLogger(config.logLevel);
    if (cluster.isWorker) return serve({ ...config, port: given.port }, log);

    for (const name of unknownSettings(process.env)) log.warn(`${name} is not a setting`);
    const initial = await prepareDatabase(config, log);
    const baseUrl = publicUrlOf(config);
    if (initial) writeCredentials(config.dataDir, { base_url: baseUrl, ...initial });
    if (config.smtpUrl === undefined) {
      log.warn('No mail server is configured: LIVE environments refuse to send mail.');
    }
    if (config.workers > 1) {
      process.env['SELVAGE_PORT'] = String(port);
      await supervise(config.workers, log);
    } else {
      await serve(config, log);
    }
    const credentials = readCredentials(config.dataDir, baseUrl);
    process.stdout.write(banner({ config, baseUrl, credentials, first: initial !== undefined }));
  },
});
