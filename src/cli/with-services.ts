import { createServices } from '../features/services.ts';
import type { Services } from '../http/services.ts';
import { withStorage } from '../main.ts';
import { systemClock } from '../platform/clock.ts';
import type { Database } from '../platform/db/executor.ts';
import { expectedError } from '../platform/errors/expected-error.ts';
import { isUuid } from '../platform/ids.ts';
import { createLogger } from '../platform/log.ts';
import { configOf, flagsOf } from './flags.ts';

export const storageFlags = flagsOf(['dataDir', 'databaseUrl']);

/** Runs a command on the services of a server that is not one, and writes what it left to write. */
export async function withServices(
  args: Record<string, unknown>,
  work: (services: Services, database: Database) => Promise<void>,
): Promise<void> {
  const config = configOf(args);
  const log = createLogger(config.logLevel);
  await withStorage(config, log, async ({ database, vault }) => {
    const { services } = createServices({ config, database, vault, clock: systemClock, log });
    try {
      await work(services, database);
    } finally {
      await services.audit.close();
    }
  });
}

/** The uuid in a `--project-id`. */
export function readProjectUuid(text: string): string {
  const id = text.replace(/^project-(test|live)-/, '');
  if (!isUuid(id)) throw expectedError('--project-id is malformed.');
  return id;
}
