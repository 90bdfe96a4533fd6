import { apiError } from '../catalogue.ts';
import { isPrivateHost, isSafeWildcard } from './host.ts';
import { redirectUrlTypes } from './matching.ts';
import { isBannedScheme, type ParsedUrl, parseRedirectUrl, schemeOf } from './parse.ts';
import { hasPlaceholder } from './query.ts';

/** A type as it came in a request, not checked yet. */
export interface RequestedType {
  readonly type: string;
  readonly isDefault: boolean;
}

/**
 * Checks a URL and its types before they are registered or updated; throws the catalogue error
 * that says what is wrong (reference/behaviour-messaging-oauth.md 2.3).
 */
export function validateNewRedirectUrl(
  url: string,
  types: readonly RequestedType[],
  environmentType: 'TEST' | 'LIVE',
): void {
  const scheme = schemeOf(url);
  if (scheme !== undefined && isBannedScheme(scheme)) {
    throw apiError('redirect_url_cannot_use_protocol');
  }
  const parsed = parseRedirectUrl(url);
  if (parsed === undefined) throw apiError('invalid_url');
  checkWildcard(parsed, environmentType);
  if (
    parsed.scheme === 'http' &&
    (environmentType === 'LIVE' || !isPrivateHost(parsed.authority))
  ) {
    throw apiError('redirect_url_must_use_https');
  }
  checkTypes(types);
  if (types.some((requested) => requested.isDefault)) checkDefault(parsed);
}

/** Whether users can be sent there when a request names no URL. */
export function canBeDefault(url: string): boolean {
  const parsed = parseRedirectUrl(url);
  return parsed !== undefined && !hasWildcard(parsed) && !hasPlaceholder(parsed.query);
}

function checkDefault(parsed: ParsedUrl): void {
  if (hasWildcard(parsed)) throw apiError('redirect_url_with_wildcard_cannot_be_default');
  if (hasPlaceholder(parsed.query)) {
    throw apiError('redirect_url_with_query_param_placeholder_cannot_be_default');
  }
}

function checkTypes(types: readonly RequestedType[]): void {
  const known: readonly string[] = redirectUrlTypes;
  if (types.length === 0 || types.some(({ type }) => !known.includes(type))) {
    throw apiError('invalid_redirect_url_type', {
      message: `The redirect URL needs one or more types of ${redirectUrlTypes.join(', ')}.`,
    });
  }
}

/** In a query `*` is a plain character; anywhere else it can only mean a wildcard. */
function checkWildcard(parsed: ParsedUrl, environmentType: 'TEST' | 'LIVE'): void {
  if (!hasWildcard(parsed)) return;
  if (environmentType === 'LIVE') throw apiError('no_wildcards_in_live_redirect_url');
  if (!parsed.web || parsed.path.includes('*') || !isSafeWildcard(parsed.authority)) {
    throw apiError('invalid_url', {
      message: 'A wildcard may stand once, in a label of the host, with two labels after it.',
    });
  }
}

function hasWildcard(parsed: ParsedUrl): boolean {
  return parsed.authority.includes('*') || parsed.path.includes('*');
}
