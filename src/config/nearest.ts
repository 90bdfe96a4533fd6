/** Insertions, deletions and replacements from one word to the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The known word that an unknown one was most likely meant to be. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const start = known.find((one) => one.startsWith(word) || word.startsWith(one));
  if (start !== undefined) return start;
  const [best] = known
    .map((one) => ({ one, far: distance(word, one) }))
    .filter(({ one, far }) => far <= 2 && far <= one.length / 2)
    .toSorted((a, b) => a.far - b.far);
  return best?.one;
}
