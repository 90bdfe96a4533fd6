import { isIPv6 } from 'node:net';

/**
 * The parts of RFC 3986 that EIP-4361 refers to. Each pattern is one class of characters, so
 * matching takes no longer than the text.
 */
const UNRESERVED = 'A-Za-z0-9\\-._~';
const SUB_DELIMS = "!$&'()*+,;=";
const PCT = '%[0-9A-Fa-f]{2}';

const PCHARS = new RegExp(`^(?:[${UNRESERVED}${SUB_DELIMS}:@]|${PCT})*$`);
const PATH = new RegExp(`^(?:[${UNRESERVED}${SUB_DELIMS}:@/]|${PCT})*$`);
const QUERY = new RegExp(`^(?:[${UNRESERVED}${SUB_DELIMS}:@/?]|${PCT})*$`);
const USERINFO = new RegExp(`^(?:[${UNRESERVED}${SUB_DELIMS}:]|${PCT})*$`);
const REG_NAME = new RegExp(`^(?:[${UNRESERVED}${SUB_DELIMS}]|${PCT})*$`);
const IP_FUTURE = new RegExp(`^v[0-9A-Fa-f]+\\.[${UNRESERVED}${SUB_DELIMS}:]+$`, 'i');
/** reserved, unreserved and space: of EIP-4361, and without the percent sign. */
const STATEMENT = new RegExp(`^[${UNRESERVED}${SUB_DELIMS}:/?#[\\]@ ]*$`);
/** scheme, authority, path, query, fragment: the split of appendix B, a scheme being required. */
const URI = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

/** Section 3.2.2: a name, an IPv4 address (which is a name too), or an address in brackets. */
function isHost(host: string): boolean {
  if (!host.startsWith('[') || !host.endsWith(']')) return REG_NAME.test(host);
  const literal = host.slice(1, -1);
  return isIPv6(literal) ? !literal.includes('%') : IP_FUTURE.test(literal);
}

/** Section 3.2. It may be empty: that depends on the scheme. */
export function isAuthority(text: string): boolean {
  const at = text.lastIndexOf('@');
  if (at >= 0 && !USERINFO.test(text.slice(0, at))) return false;
  const [, host = '', port] = /^(.*?)(?::([0-9]*))?$/s.exec(text.slice(at + 1)) ?? [];
  return isHost(host) && (port === undefined || port.length <= 5);
}

/** Section 3: with a scheme, so no relative reference. */
export function isUri(text: string): boolean {
  const parts = URI.exec(text);
  if (!parts) return false;
  const [, , authority, path = '', query = '', fragment = ''] = parts;
  return (
    (authority === undefined || isAuthority(authority)) &&
    PATH.test(path) &&
    QUERY.test(query) &&
    QUERY.test(fragment)
  );
}

/** Section 3.3, any number of them. */
export const isPchars = (text: string): boolean => PCHARS.test(text);

export const isStatement = (text: string): boolean => STATEMENT.test(text);
