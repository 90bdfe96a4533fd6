/** Longer ones are refused: mail clients and browsers cut them, and they cost time to compare. */
export const maxUrlLength = 2048;

/** A redirect URL cut into the parts that matching compares, as written. */
export interface ParsedUrl {
  /** Lower case, without the colon. */
  readonly scheme: string;
  /** http or https, as opposed to an app's own scheme. */
  readonly web: boolean;
  /** Host and port; lower case and without the default port on the web. */
  readonly authority: string;
  /** As written; `/` where a web URL has none. */
  readonly path: string;
  /** As written, without the question mark. */
  readonly query: string;
}

/**
 * Printable ASCII of RFC 3986, plus braces for placeholders. Out: the fragment, the backslash and
 * the space, control and non-ASCII characters (hosts in other scripts are written in punycode).
 */
const allowedText = /^[\w!$%&'()*+,./:;=?@[\]{}~-]+$/;
/** An encoded control character, such as %00 or %0d. */
const controlEscape = /%(?:[01][0-9a-f]|7f)/i;
const schemePart = /^([a-z][a-z0-9+.-]*):/i;
/** No user info and no escapes; `*` only where a registered URL may have a wildcard. */
const webAuthority = /^(?:[a-z0-9._*-]+|\[[0-9a-f:.]+\])(?::[0-9]+)?$/;
const appAuthority = /^[\w.~:[\]-]*$/;

/** Schemes that run code, read files or leave the app that was registered. */
const bannedSchemes = new Set([
  ...['javascript', 'vbscript', 'data', 'blob', 'file', 'filesystem', 'about', 'view-source'],
  ...['intent', 'jar', 'ftp', 'ws', 'wss', 'mailto', 'tel', 'sms'],
]);

export function schemeOf(text: string): string | undefined {
  return schemePart.exec(text)?.[1]?.toLowerCase();
}

export function isBannedScheme(scheme: string): boolean {
  return bannedSchemes.has(scheme);
}

/**
 * Reads a URL, or gives undefined if anything about it could be read in two ways. What passes
 * means the same to us, to a browser and to an app, so it can be compared, and sent, as written.
 */
export function parseRedirectUrl(text: string): ParsedUrl | undefined {
  if (text.length > maxUrlLength || !allowedText.test(text)) return;
  if (controlEscape.test(text) || !isUtf8Escaped(text)) return;
  const scheme = schemeOf(text);
  if (scheme === undefined || isBannedScheme(scheme)) return;
  const rest = text.slice(scheme.length + 1);
  // `localhost:3000/x` is a host without its scheme, not a scheme called localhost.
  if (!rest.startsWith('/')) return;

  const question = rest.indexOf('?');
  const beforeQuery = question < 0 ? rest : rest.slice(0, question);
  const query = question < 0 ? '' : rest.slice(question + 1);
  const pathStart = beforeQuery.startsWith('//') ? beforeQuery.indexOf('/', 2) : 0;
  const authority = pathStart < 0 ? beforeQuery.slice(2) : beforeQuery.slice(2, pathStart || 2);
  const path = pathStart < 0 ? '' : beforeQuery.slice(pathStart);

  const standard = parseStandard(text);
  if (standard === undefined) return;
  const web = scheme === 'http' || scheme === 'https';
  if (!web) {
    if (!appAuthority.test(authority) || standard.pathname !== path) return;
    return { scheme, web, authority, path, query };
  }
  const canonical = withoutDefaultPort(authority.toLowerCase(), scheme);
  // The browser's own parser must see the same host and path: no 0x7f.1, no dot segments.
  if (!webAuthority.test(canonical) || standard.host !== canonical) return;
  if (standard.pathname !== (path || '/')) return;
  return { scheme, web, authority: canonical, path: path || '/', query };
}

/** Whether every escape is complete and together they are UTF-8. */
function isUtf8Escaped(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function parseStandard(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function withoutDefaultPort(authority: string, scheme: string): string {
  const port = scheme === 'https' ? ':443' : ':80';
  return authority.endsWith(port) ? authority.slice(0, -port.length) : authority;
}
