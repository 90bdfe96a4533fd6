import ipaddr from 'ipaddr.js';

/** Whether the two authorities (host and port) are one, `www.` or not. */
export function sameAuthority(registered: string, given: string): boolean {
  return registered === given || withoutWww(registered) === withoutWww(given);
}

/** Only in front of a name that still has a dot: www.com is not com. */
function withoutWww(authority: string): string {
  const rest = authority.startsWith('www.') ? authority.slice(4) : authority;
  return rest.includes('.') ? rest : authority;
}

/**
 * Whether a registered authority with one `*` admits a given one. The `*` stands for a whole host
 * label or a part of one, never for nothing and never for a dot.
 */
export function wildcardAdmits(registered: string, given: string): boolean {
  const wanted = registered.split('.');
  const found = given.split('.');
  return (
    wanted.length === found.length && wanted.every((label, i) => labelAdmits(label, found[i] ?? ''))
  );
}

function labelAdmits(pattern: string, label: string): boolean {
  const star = pattern.indexOf('*');
  if (star < 0) return pattern === label;
  const before = pattern.slice(0, star);
  const after = pattern.slice(star + 1);
  return (
    label.length > before.length + after.length && label.startsWith(before) && label.endsWith(after)
  );
}

/**
 * Whether the `*` stands where it cannot open a whole top-level domain: once, in the host, and
 * with two labels after it (one if that is localhost).
 */
export function isSafeWildcard(authority: string): boolean {
  if (authority.indexOf('*') !== authority.lastIndexOf('*')) return false;
  const labels = hostOf(authority).split('.');
  const after = labels.length - 1 - labels.findIndex((label) => label.includes('*'));
  return after >= 2 || (after === 1 && labels.at(-1) === 'localhost');
}

const privateSuffixes = ['localhost', 'local', 'test', 'internal'];
const privateRanges = ['loopback', 'private', 'uniqueLocal', 'linkLocal', 'carrierGradeNat'];

/**
 * Whether plain http to this authority stays on the developer's machine or network: loopback and
 * private addresses, names without a dot (localhost, a container), reserved private domains.
 */
export function isPrivateHost(authority: string): boolean {
  const host = hostOf(authority);
  if (ipaddr.isValid(host)) return privateRanges.includes(ipaddr.parse(host).range());
  const labels = host.split('.');
  return labels.length === 1 || privateSuffixes.includes(labels.at(-1) ?? '');
}

/** Without the port and without the brackets of IPv6. */
function hostOf(authority: string): string {
  if (authority.startsWith('[')) return authority.slice(1, authority.indexOf(']'));
  return authority.split(':', 1)[0] ?? '';
}
