/**
 * Schemes that run script or read the local machine when a person follows them. App schemes are
 * open-ended (`myapp://callback`), so this is a list of what is refused.
 */
const REFUSED_SCHEMES = new Set([
  'about',
  'blob',
  'data',
  'file',
  'filesystem',
  'javascript',
  'jar',
  'livescript',
  'mhtml',
  'mocha',
  'vbscript',
  'view-source',
]);

/**
 * Throws unless a person may be sent to this absolute URL. Control characters are refused first:
 * browsers drop tabs and line breaks inside a URL, so `java\nscript:` would run.
 * The URL is left out of the message because it carries a token.
 */
export function assertNavigableUrl(url: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses
  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(url) || url.trim() !== url) {
    throw new TypeError('URL contains control characters or surrounding white space');
  }
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) throw new TypeError('URL is not absolute');
  if (REFUSED_SCHEMES.has(scheme)) throw new TypeError(`URL scheme ${scheme}: is not allowed`);
}
