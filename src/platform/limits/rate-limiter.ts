import { createHash } from 'node:crypto';
import type { Database, Engine } from '../db/executor.ts';

/** How often something may happen in one window. Windows are aligned to the clock, not rolling. */
export interface RateLimit {
  /** Stable name of field and endpoint group, `magic_links.send.email`. */
  name: string;
  windowSeconds: number;
  max: number;
  /**
   * Where given, `max` is exceeded only while fewer than this many percent of the window's events
   * were confirmed.
   */
  confirmedPercent?: number;
}

/** One limit and the value it counts, such as a folded address. */
export interface Take {
  limit: RateLimit;
  value: string;
}

/** Whose limits are counted: the environment, and the version under which its limits were read. */
export interface LimitedEnvironment {
  id: string;
  version: number;
}

/** `stale`: the environment has another version by now, and nothing was counted. */
export type Verdict = { outcome: 'admitted' | 'stale' } | { outcome: 'refused'; limit: RateLimit };

export interface RateLimiter {
  /**
   * Counts one event against every limit; refused where one of them is exceeded. One statement,
   * exact on any number of nodes: the locks of the rows put the counts in order. A refused event
   * counts against the limits that refused it and is taken back from the others: a caller who
   * hammers at one number must not use up what its whole range may have. So is what is refused for
   * too few confirmations: their share must not sink by what never happened. `now` is the
   * environment's time.
   */
  take(environment: LimitedEnvironment, takes: readonly Take[], now: number): Promise<Verdict>;
  /** Counts a confirmation towards a limit with `confirmedPercent`. */
  confirm(environment: LimitedEnvironment, take: Take, now: number): Promise<void>;
}

/**
 * Clocks of nodes may differ by this much: whoever is behind counts in the window that the others
 * have begun. What lies further ahead was written before the clock of a TEST environment was set
 * back.
 */
const SKEW_MS = 10_000;

/** Values are digested: the table holds no addresses, and keys are short. */
const bucketOf = ({ limit, value }: Take): string => {
  const digest = createHash('sha256').update(value).digest('base64url').slice(0, 22);
  return `${limit.name}/${limit.windowSeconds}:${digest}`;
};

interface Bucket {
  name: string;
  windowStart: number;
  /** What is added: nothing where the count is only asked for. */
  weight: 0 | 1;
  limit: RateLimit;
  /** The bucket that counts its confirmations, if those matter. */
  confirmations?: string;
}

/** Where the confirmations of a limit are counted. */
const confirmationsOf = ({ limit: { name, windowSeconds, max }, value }: Take): Take => ({
  limit: { name: `${name}.confirmed`, windowSeconds, max },
  value,
});

interface Counted {
  bucket: string;
  window_start: number;
  count: number;
}

/** Texts depend on how many buckets there are, and that is a handful. */
function texts(engine: Engine) {
  const cast = (type: string) => (engine === 'postgres' ? `::${type}` : '');

  /** Builds a text whose parameters stand in the order in which they are asked for. */
  function build(write: (parameter: (type: string) => string) => string): string {
    let index = 0;
    return write((type) => {
      index += 1;
      return engine === 'postgres' ? `$${index}${cast(type)}` : '?';
    });
  }

  /** A row of parameters of these types for each, as a table `v`. */
  const values = (
    count: number,
    parameter: (type: string) => string,
    types: readonly string[],
  ): string => Array.from({ length: count }, () => `(${types.map(parameter).join()})`).join();

  return {
    // In the order of the buckets, the same for all callers: two of them cannot wait for each other.
    count: (count: number): string =>
      build((parameter) => {
        const going = () =>
          `r.window_start between excluded.window_start and ${parameter('bigint')}`;
        return `insert into rate_limits as r (environment_id, bucket, window_start, count)
          select e.id, v.column1, v.column2, v.column3
          from (values ${values(count, parameter, ['text', 'bigint', 'bigint'])}) as v
            cross join environments as e
          where e.id = ${parameter('uuid')} and e.version = ${parameter('bigint')}
          order by v.column1
          on conflict (environment_id, bucket) do update set
            count = case when ${going()} then r.count + excluded.count else excluded.count end,
            window_start = case when ${going()} then r.window_start else excluded.window_start end
          returning bucket, window_start, count`;
      }),
    // A cross join keeps its order on SQLite, which would rather read all rows of the environment.
    giveBack: (count: number): string =>
      build(
        (parameter) => `update rate_limits set count = count - 1
          where (environment_id, bucket) in (
            select r.environment_id, r.bucket
            from (values ${values(count, parameter, ['text', 'bigint'])}) as v
              cross join rate_limits as r
            where r.environment_id = ${parameter('uuid')} and r.bucket = v.column1
              and r.window_start = v.column2 and r.count > 0
            order by r.bucket ${engine === 'postgres' ? 'for update of r' : ''})`,
      ),
  };
}

export function createRateLimiter(database: Database): RateLimiter {
  const known = new Map<string, string>();
  const builders = texts(database.engine);

  function textOf(kind: keyof typeof builders, count: number): string {
    const key = `${kind}${count}`;
    const text = known.get(key) ?? builders[kind](count);
    known.set(key, text);
    return text;
  }

  function bucketsOf(takes: readonly Take[], now: number): Bucket[] {
    const buckets = new Map<string, Bucket>();
    const put = (take: Take, weight: 0 | 1): Bucket => {
      const window = take.limit.windowSeconds * 1_000;
      const windowStart = Math.floor(now / window) * window;
      const bucket = { name: bucketOf(take), windowStart, weight, limit: take.limit };
      buckets.set(bucket.name, bucket);
      return bucket;
    };
    for (const take of takes) {
      const bucket = put(take, 1);
      if (take.limit.confirmedPercent === undefined) continue;
      bucket.confirmations = put(confirmationsOf(take), 0).name;
    }
    return [...buckets.values()];
  }

  /** A crash may forget a few counts; waiting for the disk would cost more than it guards. */
  async function count(
    environment: LimitedEnvironment,
    buckets: readonly Bucket[],
    now: number,
  ): Promise<Counted[]> {
    const latest = now + SKEW_MS;
    const { rows } = await database.runRelaxed<Counted>(textOf('count', buckets.length), [
      ...buckets.flatMap(({ name, windowStart, weight }) => [name, windowStart, weight]),
      environment.id,
      environment.version,
      latest,
      latest,
    ]);
    return rows;
  }

  async function giveBack(environmentId: string, counted: readonly Counted[]): Promise<void> {
    if (counted.length === 0) return;
    await database.runRelaxed(textOf('giveBack', counted.length), [
      ...counted.flatMap(({ bucket, window_start }) => [bucket, window_start]),
      environmentId,
    ]);
  }

  return {
    async take(environment, takes, now) {
      if (takes.length === 0) return { outcome: 'admitted' };
      const buckets = bucketsOf(takes, now);
      const rows = await count(environment, buckets, now);
      if (rows.length === 0) return { outcome: 'stale' };
      const counts = new Map(rows.map((row) => [row.bucket, row.count]));
      const refusing = buckets.filter((bucket) => isExceeded(bucket, counts));
      const first = refusing[0];
      if (!first) return { outcome: 'admitted' };
      const keep = new Set(refusing.filter(({ confirmations }) => !confirmations));
      const back = new Set(buckets.filter((one) => one.weight === 1 && !keep.has(one)).map(nameOf));
      await giveBack(
        environment.id,
        rows.filter(({ bucket }) => back.has(bucket)),
      );
      return { outcome: 'refused', limit: first.limit };
    },

    async confirm(environment, take, now) {
      await count(environment, bucketsOf([confirmationsOf(take)], now), now);
    },
  };
}

const nameOf = ({ name }: Bucket): string => name;

function isExceeded(bucket: Bucket, counts: ReadonlyMap<string, number>): boolean {
  const { name, weight, limit, confirmations } = bucket;
  const count = counts.get(name) ?? 0;
  if (weight === 0 || count <= limit.max) return false;
  const confirmed = counts.get(confirmations ?? '');
  return confirmed === undefined || confirmed * 100 < count * (limit.confirmedPercent ?? 0);
}
