import { createServices } from '../features/services.ts';
import type { Services } from '../http/services.ts';
import { withStorage } from '../main.ts';
import { systemClock } from '../platform/clock.ts';
import { createLogger } from '../platform/log.ts';
import { configOf, flagsOf } from './flags.ts';

export const storageFlags = flagsOf(['dataDir', 'databaseUrl']);

/** Runs a command's work on the database, beside a server that may be serving from it. */
export async function withServices(
  args: Record<string, unknown>,
  work: (services: Services) => Promise<void>,
): Promise<void> {
  const config = configOf(args);
  const log = createLogger(config.logLevel);
  await withStorage(config, log, async ({ database, vault }) => {
    const { services } = createServices({ config, database, vault, clock: systemClock, log });
    await work(services);
  });
}
