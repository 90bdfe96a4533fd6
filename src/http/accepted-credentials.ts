import { timingSafeEqual } from 'node:crypto';
import type { EnvironmentCache } from '../features/projects/environment-cache.ts';
import type { Authenticated } from './authentication.ts';

export interface AcceptedCredentials {
  /** What a header was accepted for, as long as this node holds that state of the environment. */
  recall(header: string): Authenticated | undefined;
  remember(header: string, authenticated: Authenticated): void;
}

/**
 * `Basic ` and the base64 of `project-<env>-` and 35 characters of the uuid: what tells projects
 * apart, and nothing of the secret, so that it may be looked up.
 */
const PUBLIC_PART = 'Basic '.length + 64;
const MAX_ENTRIES = 1_000;

/**
 * Reading credentials and hashing their secret took 8 % of the processor time of a search by
 * address, and callers send the same header each time: the last good one of each project is kept, and
 * compared in constant time.
 * A change of the environment makes another object of it, and so ends what was accepted before.
 */
export function createAcceptedCredentials(
  environments: Pick<EnvironmentCache, 'peek'>,
): AcceptedCredentials {
  const accepted = new Map<string, Authenticated & { header: Buffer }>();
  return {
    recall(header) {
      const known = accepted.get(header.slice(0, PUBLIC_PART));
      if (!known || environments.peek(known.environment.id) !== known.environment) return undefined;
      const given = Buffer.from(header);
      return given.length === known.header.length && timingSafeEqual(given, known.header)
        ? known
        : undefined;
    },
    remember(header, { environment, secretId }) {
      const key = header.slice(0, PUBLIC_PART);
      if (accepted.size >= MAX_ENTRIES && !accepted.has(key)) {
        accepted.delete(accepted.keys().next().value as string);
      }
      accepted.set(key, { environment, secretId, header: Buffer.from(header) });
    },
  };
}
