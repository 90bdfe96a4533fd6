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

/** A count that takes longer is shared with those who ask soon after. */
const CHEAP_MS = 20;
/** It is good for this many times what it took: counting takes a fiftieth of a core at most. */
const KEPT = 50;

interface Shared {
  result: Promise<EnvironmentCounts>;
  /** Infinity while it is under way. */
  until: number;
}

/**
 * Counting reads the index of all users of the environment: a few microseconds for a hundred, a
 * tenth of a second for a million. Whoever polls must not be able to keep the database busy with
 * it, so callers at the same time share one count, and a dear one stays good for some seconds.
 */
export function createCounting(dependencies: CountingDependencies): Counting {
  const { elapsed } = dependencies;
  const shared = new Map<string, Shared>();

  async function count(environmentId: string): Promise<EnvironmentCounts> {
    const [users, m2mClients] = await Promise.all([
      dependencies.countUsers(environmentId),
      dependencies.countM2mClients(environmentId),
    ]);
    return { users, m2mClients };
  }

  function begin(environmentId: string): Shared {
    const began = elapsed();
    const entry: Shared = { result: count(environmentId), until: Number.POSITIVE_INFINITY };
    shared.set(environmentId, entry);
    const end = () => {
      const took = elapsed() - began;
      if (took < CHEAP_MS) shared.delete(environmentId);
      else entry.until = elapsed() + took * KEPT;
    };
    entry.result.then(end, () => shared.delete(environmentId));
    return entry;
  }

  return {
    counts(environmentId) {
      const held = shared.get(environmentId);
      return (held && held.until > elapsed() ? held : begin(environmentId)).result;
    },
  };
}
