/**
 * The named members that say something. Unknown ones go, and an empty text is an absent one, as the
 * Go client sends it.
 */
export function pickGiven<T extends object, const K extends keyof T>(
  from: T,
  members: readonly K[],
): Partial<Pick<T, K>> {
  const given: Partial<Pick<T, K>> = {};
  for (const member of members) {
    if (from[member] !== undefined && from[member] !== '') given[member] = from[member];
  }
  return given;
}
