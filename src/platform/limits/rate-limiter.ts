import { createHash } from 'node:crypto';
import type { Database } from '../db/executor.ts';

/** How often something may happen in one window. Windows are aligned to the clock, not rolling. */
export interface RateLimit {
  /** Stable name of field and endpoint group, `magic_links.send.email`. */
  name: string;
  windowSeconds: number;
  max: number;
}

/** One limit and the value it counts, such as a folded address. */
export interface Take {
  limit: RateLimit;
  value: string;
}

export interface RateLimiter {
  /**
   * Counts one event against every limit and answers the first limit that is exceeded, or
   * undefined. One statement, exact on any number of nodes: the rows' locks order the counters.
   * An event that is refused counts too. `now` is the environment's time.
   */
  take(environmentId: string, takes: readonly Take[], now: number): Promise<RateLimit | undefined>;
}

/** Nodes' clocks may differ by this much; a window that began later in that span goes on. */
const SKEW_MS = 2_000;

/** Values are digested: the table holds no addresses, and keys are short. */
const bucketOf = ({ limit, value }: Take): string => {
  const digest = createHash('sha256').update(value).digest('base64url').slice(0, 22);
  return `${limit.name}/${limit.windowSeconds}:${digest}`;
};

/** The text depends on how many buckets there are, and that is a handful. */
function upsert(count: number, postgres: boolean): string {
  let index = 0;
  const parameter = () => {
    index += 1;
    return postgres ? `$${index}` : '?';
  };
  const rows = Array.from(
    { length: count },
    () => `(${parameter()}, ${parameter()}, ${parameter()}, 1)`,
  );
  return `insert into rate_limits as r (environment_id, bucket, window_start, count)
    values ${rows.join(', ')}
    on conflict (environment_id, bucket) do update set
      count = case
        when excluded.window_start = r.window_start then r.count + 1
        when r.window_start - excluded.window_start between 1 and ${SKEW_MS} then r.count + 1
        else 1 end,
      window_start = case
        when r.window_start - excluded.window_start between 1 and ${SKEW_MS} then r.window_start
        else excluded.window_start end
    returning bucket, count`;
}

export function createRateLimiter(database: Database): RateLimiter {
  const texts = new Map<number, string>();
  const postgres = database.engine === 'postgres';

  const textFor = (count: number): string => {
    let text = texts.get(count);
    if (text === undefined) {
      text = upsert(count, postgres);
      texts.set(count, text);
    }
    return text;
  };

  return {
    async take(environmentId, takes, now) {
      if (takes.length === 0) return undefined;
      // One order for all callers, or two of them could wait for one another.
      const buckets = new Map(takes.map((take) => [bucketOf(take), take.limit]));
      const names = [...buckets.keys()].sort();
      const parameters = names.flatMap((name) => {
        const window = (buckets.get(name) as RateLimit).windowSeconds * 1_000;
        return [environmentId, name, Math.floor(now / window) * window];
      });
      // A crash may forget a few counts; waiting for the disk would cost more than it guards.
      const { rows } = await database.runRelaxed<{ bucket: string; count: number }>(
        textFor(names.length),
        parameters,
      );
      const counts = new Map(rows.map((row) => [row.bucket, row.count]));
      for (const [name, limit] of buckets) {
        if ((counts.get(name) ?? 0) > limit.max) return limit;
      }
      return undefined;
    },
  };
}
