import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import { createOutgoing } from '../../platform/http/outgoing.ts';
import type { Projects } from '../projects/projects.service.ts';
import { type Attesting, type AttestingDependencies, createAttesting } from './attesting.ts';
import { createJwksCache, MAX_JWKS_BYTES } from './jwks-cache.ts';
import { createProfileAdmin, type ProfileAdmin } from './profile-admin.ts';

/** Logins by tokens of other systems, and the profiles that say whose. */
export interface TrustedTokens extends ProfileAdmin, Attesting {}

export interface TrustedTokensDependencies extends Omit<AttestingDependencies, 'jwks'> {
  database: Database;
  projects: Pick<Projects, 'getEnvironment' | 'changeEnvironment'>;
  clock: Clock;
  /** Whether key sets may lie on private addresses and be read over plain http. */
  allowPrivate: boolean;
}

export function createTrustedTokens(dependencies: TrustedTokensDependencies): TrustedTokens {
  const { database, projects, clock, allowPrivate } = dependencies;
  const outgoing = createOutgoing({ allowPrivate, maxBytes: MAX_JWKS_BYTES });
  return {
    ...createProfileAdmin(database, projects, clock, allowPrivate),
    ...createAttesting({ ...dependencies, jwks: createJwksCache({ outgoing, clock }) }),
  };
}
