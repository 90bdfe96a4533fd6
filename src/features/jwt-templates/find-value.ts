type Holder = Record<string, unknown>;

const isHolder = (value: unknown): value is Holder => typeof value === 'object' && value !== null;

/**
 * The value at a path. A key that has dots in it, as metadata may have, is found as well, where its
 * first part alone leads to nothing.
 */
export function findValue(from: unknown, path: readonly string[]): unknown {
  const [first, ...rest] = path;
  if (first === undefined) return from;
  if (!isHolder(from)) return undefined;
  if (Array.isArray(from) && !/^\d+$/.test(first)) return undefined;
  const found = Object.hasOwn(from, first) ? findValue(from[first], rest) : undefined;
  if (found !== undefined || rest.length === 0) return found;
  const whole = path.join('.');
  return Object.hasOwn(from, whole) ? from[whole] : undefined;
}
