import cluster from 'node:cluster';
import { defineCommand } from 'citty';
import { unknownSettings } from '../config/load-config.ts';
import { deliverability } from '../features/messages/providers.ts';
import { prepareDatabase, publicUrlOf } from '../main.ts';
import { createLogger } from '../platform/log.ts';
import { supervisedMetricsText } from '../platform/metrics/metrics.ts';
import { banner } from './banner.ts';
import { readCredentials, writeCredentials } from './credentials-file.ts';
import { configOf, flagsOf } from './flags.ts';
import { followNpm } from './follow-npm.ts';
import { probePort } from './listen.ts';
import { listenForMetrics } from './listen-for-metrics.ts';
import { serve } from './serve.ts';
import { supervise } from './supervise.ts';

export const startCommand = defineCommand({
  meta: {
    name: 'start',
    description:
      'Start the server. docs/configuration.md lists the settings that are environment variables only',
  },
  args: flagsOf(),
  async run({ args }) {
    const given = configOf(args);
    const log = createLogger(given.logLevel);
    if (cluster.isWorker) return serve(given, log);
    followNpm();

    // Before anything is made: a port that is taken must leave no trace.
    const port = await probePort(given.host, given.port);
    const config = { ...given, port };
    for (const name of unknownSettings(process.env)) log.warn(`${name} is not a setting`);
    const initial = await prepareDatabase(config, log);
    const baseUrl = publicUrlOf(config);
    if (initial) writeCredentials(config.dataDir, { base_url: baseUrl, ...initial });
    const canDeliver = deliverability(config);
    const mute = (['email', 'sms', 'whatsapp'] as const).filter((one) => !canDeliver(one));
    if (mute.length > 0) {
      log.warn(`Nothing delivers ${mute.join(', ')}: LIVE environments refuse to send there.`);
    }
    if (config.workers > 1) {
      // The last one counts: workers must not choose a port each.
      cluster.setupPrimary({ args: [...process.argv.slice(2), '--port', String(port)] });
      await supervise(config.workers, log);
      if (config.metricsPort > 0) await listenForMetrics(config, supervisedMetricsText(), log);
    } else {
      await serve(config, log);
    }
    const credentials = readCredentials(config.dataDir, baseUrl);
    process.stdout.write(banner({ config, baseUrl, credentials, first: initial !== undefined }));
  },
});
