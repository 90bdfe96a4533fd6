import { createRemoteJWKSet, customFetch, type JWTVerifyGetKey } from 'jose';
import { boundedCache } from './bounded-cache.ts';
import type { Fetch } from './outgoing-fetch.ts';

const MAX_SETS = 200;
const MINUTE = 60_000;

/** The keys that a provider signs with, by the URL where it publishes them. */
export type KeySets = (jwksUri: string) => JWTVerifyGetKey;

/**
 * A set is read when it is first needed, again when it is ten minutes old, and for a key that is
 * not in it at most every half minute: whoever makes up key ids cannot make us ask all the time.
 */
export function createKeySets(fetch: Fetch): KeySets {
  const sets = boundedCache<JWTVerifyGetKey>(MAX_SETS);
  return (jwksUri) =>
    sets.get(jwksUri) ??
    sets.set(
      jwksUri,
      createRemoteJWKSet(new URL(jwksUri), {
        cacheMaxAge: 10 * MINUTE,
        cooldownDuration: MINUTE / 2,
        // The way out has a time-out of its own, which is the shorter one.
        timeoutDuration: MINUTE,
        [customFetch]: fetch,
      }),
    );
}
