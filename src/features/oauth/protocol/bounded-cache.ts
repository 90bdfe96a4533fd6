/** The few that are in use, oldest out first. */
export function boundedCache<T>(limit: number) {
  const entries = new Map<string, T>();
  return {
    get: (key: string): T | undefined => entries.get(key),
    set(key: string, value: T): T {
      const oldest = entries.keys().next().value;
      if (!entries.has(key) && entries.size >= limit && oldest !== undefined) {
        entries.delete(oldest);
      }
      entries.set(key, value);
      return value;
    },
    delete: (key: string): boolean => entries.delete(key),
  };
}
