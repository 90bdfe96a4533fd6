/**
 * Slashes that follow one another in a path count as one: a client whose base address ends in a
 * slash doubles the first (behaviour-platform 0.1: Go's, for the JWKS). Everything that looks at
 * the address sees it so, or a page that names itself as `//host/...` would name another server.
 * The query stays as it is, and so does an address in absolute form.
 */
export function plainPath(url: string): string {
  if (!url.startsWith('/')) return url;
  const query = url.indexOf('?');
  const path = query < 0 ? url : url.slice(0, query);
  if (!path.includes('//')) return url;
  return path.replaceAll(/\/{2,}/g, '/') + (query < 0 ? '' : url.slice(query));
}
