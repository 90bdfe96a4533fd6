import { SeedError, type SeedFile } from '../../config/read-seed.ts';
import type { SeedPath } from '../../config/seed-document.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import { lockForTransaction, locks } from '../../platform/db/lock.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import type { ProviderSettingsService } from '../oauth/settings/provider-settings.service.ts';
import { StaleEnvironment } from '../projects/environment.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import type { InitialCredentials } from '../projects/projects.service.ts';
import { importUser } from '../users/import-user.ts';
import type { AccessTools } from './apply-access.ts';
import { applyWorld, type SeededEnvironment } from './apply-world.ts';
import type { Variables } from './pinned-provider.ts';
import { importedUser } from './pins.ts';

const MAX_TRIES = 5;

interface Dependencies {
  database: Database;
  environments: EnvironmentCache;
  oauthProviders: Pick<ProviderSettingsService, 'pin'>;
  clock: Clock;
  /** Of the process: they hold secrets that the file only names. */
  variables: Variables;
  access: AccessTools;
}

export interface SeedOutcome {
  /** Where the seed made the first world, and with a project that has both environments. */
  credentials: InitialCredentials | undefined;
  /** Users that were not there before. */
  createdUsers: number;
}

/**
 * Makes the database what the seed says, as often as wanted: what the seed pins is created or
 * brought to that state, what it does not mention stays, users that are there are left alone.
 * Nodes that start together do it one after the other. Throws a SeedError where it contradicts
 * what is there.
 */
export async function applySeed(
  { database, environments, oauthProviders, clock, variables, access }: Dependencies,
  { seed, at }: SeedFile,
): Promise<SeedOutcome> {
  async function located<T>(path: SeedPath, step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      throw new SeedError([`${at(path)}: ${error.message}`]);
    }
  }

  async function tryToAddUsers({ record, seed, path }: SeededEnvironment): Promise<number> {
    const { users = [] } = seed;
    const environment = users.length > 0 ? await environments.reload(record.id) : undefined;
    if (!environment) return 0;
    return database.transaction(async (tx) => {
      await lockForTransaction(tx, locks.bootstrap);
      const now = environment.now();
      let created = 0;
      for (const [index, user] of users.entries()) {
        // Searches list users by the time of their creation: let that be the order of the file.
        const imported = importedUser(record.id, user, now - users.length + index);
        const isNew = await located([...path, 'users', index], () =>
          importUser(tx, environment, imported),
        );
        if (isNew) created += 1;
      }
      return created;
    });
  }

  async function addUsers(environment: SeededEnvironment): Promise<number> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await tryToAddUsers(environment);
      } catch (error) {
        // Another node serves already and has changed the environment.
        if (!(error instanceof StaleEnvironment) || tries >= MAX_TRIES) throw error;
      }
    }
  }

  const world = await database.transaction((tx) =>
    applyWorld(
      { tx, environments, oauthProviders, variables, now: clock.now(), located },
      access,
      seed,
    ),
  );
  let createdUsers = 0;
  for (const environment of world.environments) createdUsers += await addUsers(environment);
  return { credentials: world.credentials, createdUsers };
}
