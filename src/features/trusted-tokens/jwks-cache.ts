import { createRemoteJWKSet, customFetch } from 'jose';
import { type Clock, MINUTE, SECOND } from '../../platform/clock.ts';
import type { Outgoing } from '../../platform/http/outgoing.ts';

export type RemoteKeys = ReturnType<typeof createRemoteJWKSet>;

/** The key sets that profiles point at, each fetched when a token needs it and kept for a while. */
export interface JwksCache {
  of(environmentId: string, url: string): RemoteKeys;
}

/** With the size limit of an answer, what all of them together can fill: some 25 MB. */
const MAX_SETS = 200;
/** Of the answer's body; key sets of large providers have some 20 kB. */
export const MAX_JWKS_BYTES = 131_072;
/** A key that was taken out of its set is refused this much later at the latest. */
const KEEP = 5 * MINUTE;
/** A token under an unknown key makes its set be fetched again, but not more often than this. */
const COOLDOWN = 30 * SECOND;
/** Where fetching failed it is not tried again before. */
const RETRY_AFTER = 5 * SECOND;

export interface JwksCacheOptions {
  outgoing: Outgoing;
  clock: Clock;
  maxSets?: number;
}

export function createJwksCache({
  outgoing,
  clock,
  maxSets = MAX_SETS,
}: JwksCacheOptions): JwksCache {
  const sets = new Map<string, RemoteKeys>();

  /** `jose` asks for one answer at a time, for any number of tokens that wait for it. */
  function remoteKeys(url: string): RemoteKeys {
    let failure: { error: unknown; until: number } | undefined;

    async function load(): Promise<Response> {
      if (failure && clock.now() < failure.until) throw failure.error;
      try {
        const answer = await outgoing.request(url, { headers: { accept: 'application/json' } });
        if (answer.status !== 200) throw new Error(`the JWKS URL answered ${answer.status}`);
        failure = undefined;
        return new Response(answer.body);
      } catch (error) {
        failure = { error, until: clock.now() + RETRY_AFTER };
        throw error;
      }
    }

    return createRemoteJWKSet(new URL(url), {
      [customFetch]: load,
      cacheMaxAge: KEEP,
      cooldownDuration: COOLDOWN,
    });
  }

  return {
    of(environmentId, url) {
      const key = `${environmentId} ${url}`;
      const keys = sets.get(key) ?? remoteKeys(url);
      // Last in the order of use, so that the first is the one to go.
      sets.delete(key);
      sets.set(key, keys);
      const oldest = sets.keys().next().value;
      if (sets.size > maxSets && oldest !== undefined) sets.delete(oldest);
      return keys;
    },
  };
}
