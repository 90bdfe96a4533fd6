import { isIP } from 'node:net';

/**
 * Query options that an operator may set. nodemailer would take any of its options from the URL,
 * among them a logger that prints credentials.
 */
const QUERY_OPTIONS = new Set([
  'requireTLS',
  'ignoreTLS',
  'name',
  'authMethod',
  'tls.rejectUnauthorized',
  'tls.servername',
  'tls.minVersion',
]);

export interface SmtpUrl {
  url: string;
  /** Set where the URL says nothing: a password must not cross a network in the clear. */
  requireTLS?: true;
}

/**
 * Checks `smtp://` (STARTTLS where offered) and `smtps://` (TLS from the start) URLs. Throws
 * TypeError with a message that never holds the URL, which may carry a password.
 */
export function parseSmtpUrl(text: string): SmtpUrl {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) {
    throw new TypeError('SMTP URL must look like smtp://user:password@host:port');
  }
  if (url.hostname === '') throw new TypeError('SMTP URL has no host');
  if (url.pathname !== '' && url.pathname !== '/') throw new TypeError('SMTP URL has a path');
  for (const name of url.searchParams.keys()) {
    if (!QUERY_OPTIONS.has(name)) {
      throw new TypeError(`SMTP URL: unknown option; known are ${[...QUERY_OPTIONS].join(', ')}`);
    }
  }
  const undecided =
    url.protocol === 'smtp:' &&
    !url.searchParams.has('requireTLS') &&
    !url.searchParams.has('ignoreTLS');
  const exposed = url.password !== '' && !isLoopback(url.hostname);
  return undecided && exposed ? { url: text, requireTLS: true } : { url: text };
}

function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
