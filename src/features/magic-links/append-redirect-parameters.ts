/**
 * The caller's URL with our parameters after its own, ours in alphabetical order (reference:
 * messaging 2.4). The URL is never parsed and written again: its query, fragment and custom scheme
 * keep every byte, because apps compare them and WHATWG serialisation would change some.
 */
export function appendRedirectParameters(url: string, parameters: Record<string, string>): string {
  const added = Object.entries(parameters)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  if (added === '') return url;

  const hash = url.indexOf('#');
  const base = hash === -1 ? url : url.slice(0, hash);
  const fragment = hash === -1 ? '' : url.slice(hash);
  return base + separatorAfter(base) + added + fragment;
}

function separatorAfter(base: string): string {
  if (!base.includes('?')) return '?';
  return base.endsWith('?') || base.endsWith('&') ? '' : '&';
}
