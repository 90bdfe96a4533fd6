import { type Clock, parseTimestamp, SECOND } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import type { ConnectedApps } from '../connected-apps/connected-apps.service.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { OAuth } from '../oauth/oauth.service.ts';
import type { Environment } from '../projects/environment.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import type { Users } from '../users/users.service.ts';
import * as store from './testing.store.ts';

/** Exactly one of the three. */
export interface ClockChange {
  advance_seconds?: number | undefined;
  now?: string | undefined;
  reset?: boolean | undefined;
}

/** What only TEST environments have: a clock to turn and state to drop. */
export interface Testing {
  /** The environment's time and its distance to real time, milliseconds. */
  clockOf(environment: Environment): { now: number; offset: number };
  setClock(environment: Environment, change: ClockChange): Promise<Environment>;
  reset(environment: Environment): Promise<void>;
}

/** A hundred years either way: beyond it timestamps stop being four-digit years. */
const MAX_OFFSET = 100 * 366 * 86_400 * SECOND;

export function createTesting(dependencies: {
  database: Database;
  environments: EnvironmentCache;
  users: Users;
  messages: Messages;
  oauth: Pick<OAuth, 'clear'>;
  connectedApps: Pick<ConnectedApps, 'clear'>;
  clock: Clock;
}): Testing {
  const { database, environments, users, messages, oauth, connectedApps, clock } = dependencies;

  /** The new distance to real time; an advance adds to what is stored, under its lock. */
  function offsetAfter(stored: number, change: ClockChange): number {
    if (change.reset) return 0;
    if (change.advance_seconds !== undefined) return stored + change.advance_seconds * SECOND;
    const instant = parseTimestamp(change.now ?? '');
    if (instant === undefined) throw apiError('invalid_argument');
    return instant - clock.now();
  }

  return {
    clockOf(environment) {
      const now = environment.now();
      return { now, offset: now - clock.now() };
    },

    async setClock(environment, change) {
      const given = [change.advance_seconds, change.now, change.reset || undefined];
      if (given.filter((value) => value !== undefined).length !== 1) {
        throw apiError('invalid_argument');
      }
      await database.transaction(async (tx) => {
        await environments.bump(tx, environment.id);
        const stored = await store.readClockOffset(tx, environment.id);
        const offset = Math.round(offsetAfter(stored, change));
        if (Math.abs(offset) > MAX_OFFSET) throw apiError('invalid_argument');
        await store.writeClockOffset(tx, environment.id, offset);
      });
      return (await environments.reload(environment.id)) ?? environment;
    },

    async reset(environment) {
      await users.deleteSurplus(environment);
      await messages.deleteSurplus(environment);
      await database.transaction(async (tx) => {
        await users.deleteAllWithin(tx, environment);
        await messages.clear(tx, environment);
        await connectedApps.clear(tx, environment);
        await oauth.clear(tx, environment);
      });
    },
  };
}
