/** Buckets that are 2 % wide: enough for percentiles, and nothing grows with the load. */
const WIDTH = Math.log(1.02);
const BUCKETS = 1_000;

/** Durations in milliseconds, from a microsecond to minutes. */
export function createLatencies() {
  const counts = new Uint32Array(BUCKETS);
  let total = 0;
  return {
    /** @param {number} ms */
    add(ms) {
      const bucket = Math.floor(Math.log(Math.max(ms * 1_000, 1)) / WIDTH);
      const index = Math.min(bucket, BUCKETS - 1);
      counts[index] = (counts[index] ?? 0) + 1;
      total += 1;
    },
    /** @param {number} share 0 to 1 */
    percentile(share) {
      let left = total * share;
      for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
        left -= counts[bucket] ?? 0;
        if (left <= 0) return Math.exp((bucket + 0.5) * WIDTH) / 1_000;
      }
      return Number.NaN;
    },
  };
}
