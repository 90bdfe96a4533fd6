import type { RegisteredUrl } from '../../redirect-urls/matching.ts';

/** Without what ends a source or the whole policy. */
const SOURCE = /^[A-Za-z0-9.:/[\]_-]+$/;

/** A source of a Content-Security-Policy that covers a registered URL; empty where none does. */
function sourceOf({ url }: RegisteredUrl): string {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/.exec(url)?.[1]?.toLowerCase();
  if (scheme === undefined) return '';
  if (scheme !== 'https' && scheme !== 'http') return `${scheme}:`;
  // A source has a wildcard only in the place of whole labels in front.
  if (url.includes('*') || !URL.canParse(url)) return `${scheme}:`;
  const { origin } = new URL(url);
  return SOURCE.test(origin) ? origin : `${scheme}:`;
}

/**
 * What a form of the stand-in may lead to: its answer goes to the callback, which goes on to one
 * of the app's URLs, and browsers hold every hop against the policy of the page.
 */
export const formTargets = (registered: readonly RegisteredUrl[]): string =>
  [...new Set(["'self'", ...registered.map(sourceOf)])].filter(Boolean).join(' ');
