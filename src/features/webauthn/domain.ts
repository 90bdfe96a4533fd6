import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { apiError } from '../catalogue.ts';

const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/;
const MAX_LENGTH = 253;

/**
 * An RP ID: a bare host name in the form browsers compare, `localhost` or `example.com` (WebAuthn
 * section 5.1.3: a valid domain, so no address). Throws `invalid_domain`.
 */
export function readDomain(text: string): string {
  const domain = /[:/?#@\\%\s]/.test(text) ? '' : domainToASCII(text);
  const valid =
    domain.length > 0 &&
    domain.length <= MAX_LENGTH &&
    domain.split('.').every((label) => LABEL.test(label)) &&
    isIP(domain) === 0;
  if (!valid) throw apiError('invalid_domain');
  return domain;
}

const isWithin = (host: string, domain: string): boolean =>
  host === domain || host.endsWith(`.${domain}`);

/**
 * True where a page of this origin may use credentials of the domain: the same host or one below,
 * over https; http is a secure context on localhost only. Any port.
 */
export function isOriginOf(domain: string, origin: string): boolean {
  let url: URL;
  try {
    url = new URL(origin);
  } catch {
    return false;
  }
  // Anything that a browser would not have written is not from one.
  if (url.origin !== origin || !isWithin(url.hostname, domain)) return false;
  if (url.protocol === 'https:') return true;
  return url.protocol === 'http:' && isWithin(url.hostname, 'localhost');
}
