/** How many users and machines an environment has now. */
export interface EnvironmentCounts {
  users: number;
  m2mClients: number;
}

export interface Counting {
  counts(environmentId: string): Promise<EnvironmentCounts>;
}

export interface CountingDependencies {
  countUsers(environmentId: string): Promise<number>;
  countM2mClients(environmentId: string): Promise<number>;
  /** Milliseconds of a clock that nobody turns. */
  elapsed: () => number;
}

/** Up to so many a count takes a millisecond or two, and is made anew for whoever asks. */
const CHEAP = 20_000;
/** A greater one is good for this many times what it took: a fiftieth of a core at most. */
const KEPT = 50;
const LONGEST_MS = 10_000;

interface Shared {
  result: Promise<EnvironmentCounts>;
  /** Infinity while it is under way. */
  until: number;
}

/**
 * Counting reads the index of all users of the environment: microseconds for a hundred, a tenth of
 * a second for a million. Whoever polls must not be able to keep the database busy with it, so of
 * an environment that is known to be large callers share one count, good for some seconds. Any
 * other is counted for each caller: what was created before the call is in the answer.
 */
export function createCounting(dependencies: CountingDependencies): Counting {
  const { elapsed } = dependencies;
  /** Of large environments only. */
  const shared = new Map<string, Shared>();

  async function count(environmentId: string): Promise<EnvironmentCounts> {
    const began = elapsed();
    const [users, m2mClients] = await Promise.all([
      dependencies.countUsers(environmentId),
      dependencies.countM2mClients(environmentId),
    ]);
    const counts = { users, m2mClients };
    const now = elapsed();
    if (users + m2mClients <= CHEAP) shared.delete(environmentId);
    else {
      const until = now + Math.min((now - began) * KEPT, LONGEST_MS);
      shared.set(environmentId, { result: Promise.resolve(counts), until });
    }
    return counts;
  }

  function renew(environmentId: string): Promise<EnvironmentCounts> {
    const result = count(environmentId);
    shared.set(environmentId, { result, until: Number.POSITIVE_INFINITY });
    result.catch(() => shared.delete(environmentId));
    return result;
  }

  return {
    counts(environmentId) {
      const held = shared.get(environmentId);
      if (!held) return count(environmentId);
      return held.until > elapsed() ? held.result : renew(environmentId);
    },
  };
}
