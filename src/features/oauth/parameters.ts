/**
 * The parameters of a query or a form; undefined where a name comes twice, which RFC 6749 section
 * 3.1 forbids: two readers could take different ones.
 */
export function readParameters(text: string): Record<string, string> | undefined {
  const found = new URLSearchParams(text);
  const names = [...found.keys()];
  return new Set(names).size === names.length ? Object.fromEntries(found) : undefined;
}

/** The query of a request's URL, as it came. */
export function queryOf(url: string): string {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
}
