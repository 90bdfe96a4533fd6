/** As a whole value in a registered URL: any value of that parameter is fine. */
const placeholder = '{}';

interface Parameter {
  readonly key: string;
  readonly value: string;
  readonly any: boolean;
}

export function hasPlaceholder(query: string): boolean {
  return parameters(query).some((parameter) => parameter.any);
}

/**
 * Whether a given query has exactly the registered parameters with the registered values. The
 * order is free, except among parameters of one name, where it carries meaning.
 */
export function queriesMatch(registered: string, given: string): boolean {
  if (registered === given) return true;
  const wanted = parameters(registered);
  const found = parameters(given);
  return (
    wanted.length === found.length &&
    wanted.every((w, i) => w.key === found[i]?.key && (w.any || w.value === found[i]?.value))
  );
}

/** Sorted by name; the sort is stable. */
function parameters(query: string): Parameter[] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      // An escaped %7B%7D is a literal value: only braces that were written are a placeholder.
      const any = pair.endsWith(`=${placeholder}`) && pair.indexOf('=') === pair.length - 3;
      // The leading & keeps a second question mark in the name, which would be dropped otherwise.
      const [key = '', value = ''] = [...new URLSearchParams(`&${pair}`)][0] ?? [];
      return { key, value, any };
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}
