import type { EnvironmentKind } from '../../platform/ids.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import { type ParsedUrl, parseRedirectUrl, schemeOf } from '../redirect-urls/parse.ts';
import { type Client, isPublic } from './client-record.ts';

/** Loopback by address (RFC 8252 section 7.3). */
const LOOPBACK_ADDRESS = /^(?:127\.0\.0\.1|\[::1\])(?::\d+)?$/;
const LOCALHOST = /^localhost(?::\d+)?$/;
const PORT = /:\d+$/;

interface Place {
  kind: EnvironmentKind;
  /** Confidential clients are web servers; a public one may be an app on somebody's machine. */
  publicClient: boolean;
  /**
   * Clients that register themselves may use the name localhost in LIVE environments too, as
   * desktop clients of MCP do, against the advice of RFC 8252 section 8.3.
   */
  anyLocalhost?: boolean;
}

function problemOf(parsed: ParsedUrl, { kind, publicClient, anyLocalhost }: Place) {
  if (!parsed.web) {
    return publicClient ? undefined : 'connected_app_redirect_url_must_use_http_or_https_scheme';
  }
  if (parsed.scheme === 'https') return undefined;
  if (kind === 'live' && !publicClient) return 'connected_app_redirect_url_must_use_https_scheme';
  if (LOOPBACK_ADDRESS.test(parsed.authority)) return undefined;
  if (!LOCALHOST.test(parsed.authority)) {
    return 'connected_app_redirect_url_http_scheme_must_use_loopback';
  }
  return kind === 'live' && !anyLocalhost
    ? 'connected_app_redirect_url_cannot_use_localhost'
    : undefined;
}

/** What is wrong with a redirect URL that a client wants to register; undefined where nothing is. */
export function redirectUrlProblem(url: string, place: Place): ErrorType | undefined {
  // `app.example.com/cb` has no scheme, nor has `localhost:3000/cb`.
  if (schemeOf(url) === undefined || /^[^:/?#]+:\d+(?:[/?#]|$)/.test(url)) {
    return 'connected_app_redirect_url_must_include_scheme';
  }
  const parsed = parseRedirectUrl(url);
  // A wildcard would let somebody else's host receive codes (RFC 9700 section 2.1).
  if (!parsed || url.includes('*') || /[{}]/.test(url)) return 'connected_app_invalid_redirect_url';
  return problemOf(parsed, place);
}

/** Throws what is wrong with the first bad one. */
export function checkRedirectUrls(urls: readonly string[], place: Place): void {
  for (const url of urls) {
    const problem = redirectUrlProblem(url, place);
    if (problem) throw apiError(problem);
  }
}

/** An app on the user's machine listens on whatever port is free (RFC 8252 section 7.3). */
function withoutLoopbackPort(url: string): string | undefined {
  const parsed = parseRedirectUrl(url);
  if (parsed?.scheme !== 'http') return undefined;
  const { authority } = parsed;
  if (!LOOPBACK_ADDRESS.test(authority) && !LOCALHOST.test(authority)) return undefined;
  return `${authority.replace(PORT, '')}${parsed.path}?${parsed.query}`;
}

/**
 * Whether codes for the client may go to this URL: by exact comparison of strings (RFC 9700
 * section 2.1), but for the port of a loopback address of a public client.
 */
export function isRegisteredRedirect(client: Client, uri: string): boolean {
  if (client.redirectUrls.includes(uri)) return true;
  const wanted = isPublic(client) ? withoutLoopbackPort(uri) : undefined;
  return (
    wanted !== undefined && client.redirectUrls.some((url) => withoutLoopbackPort(url) === wanted)
  );
}
