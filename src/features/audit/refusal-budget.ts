import { SECOND } from '../../platform/clock.ts';

/**
 * How many refusals of each log may be written: whoever sends garbage as fast as they can must
 * fill neither the disk nor, for everybody else, the log.
 */
export interface RefusalBudget {
  admits(scope: string, now: number): boolean;
  /** Counts one that is not written. */
  suppress(scope: string): void;
  /** What was only counted since the last call, by log. */
  takeSuppressed(): Map<string, number>;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Seconds' worth of refusals that may come at once. */
const BURST_SECONDS = 100;
const MAX_BUCKETS = 1_000;

export function createRefusalBudget(perSecond: number): RefusalBudget {
  const capacity = perSecond * BURST_SECONDS;
  const buckets = new Map<string, Bucket>();
  let suppressed = new Map<string, number>();

  function bucketOf(scope: string, now: number): Bucket {
    let bucket = buckets.get(scope);
    if (!bucket) {
      if (buckets.size >= MAX_BUCKETS) buckets.clear();
      bucket = { tokens: capacity, at: now };
      buckets.set(scope, bucket);
    }
    return bucket;
  }

  return {
    admits(scope, now) {
      const bucket = bucketOf(scope, now);
      // A clock that was set back earns nothing.
      const elapsed = Math.max(0, now - bucket.at) / SECOND;
      bucket.tokens = Math.min(capacity, bucket.tokens + elapsed * perSecond);
      bucket.at = now;
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
    suppress(scope) {
      suppressed.set(scope, (suppressed.get(scope) ?? 0) + 1);
    },
    takeSuppressed() {
      const taken = suppressed;
      suppressed = new Map();
      return taken;
    },
  };
}
