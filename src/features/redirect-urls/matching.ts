import { apiError, type ErrorType } from '../catalogue.ts';
import { sameAuthority, wildcardAdmits } from './host.ts';
import { type ParsedUrl, parseRedirectUrl } from './parse.ts';
import { queriesMatch } from './query.ts';

/** DISCOVERY is a B2B type: it can be registered, and nothing here asks for it. */
export const redirectUrlTypes = [
  'LOGIN',
  'SIGNUP',
  'INVITE',
  'RESET_PASSWORD',
  'DISCOVERY',
] as const;
export type RedirectUrlType = (typeof redirectUrlTypes)[number];

export interface ValidType {
  readonly type: RedirectUrlType;
  readonly isDefault: boolean;
}

export interface RegisteredUrl {
  /** Byte for byte as it was registered: it is also the key. */
  readonly url: string;
  readonly validTypes: readonly ValidType[];
}

/** What a wrong URL is called depends on the parameter it came in. */
export interface RedirectUrlErrors {
  readonly malformed: ErrorType;
  /** Well-formed, but not registered for the type. */
  readonly unmatched: ErrorType;
  /** No URL given and none of the type registered. */
  readonly noneRegistered: ErrorType;
  /** No URL given, some of the type registered, none of them the default. */
  readonly noDefault: ErrorType;
}

/**
 * The URL to send the user to: the given one if it is registered for the type, else the default
 * of the type. Throws a catalogue error otherwise. An empty string counts as not given. A given
 * URL comes back as it was written.
 */
export function resolveRedirectUrl(
  registered: readonly RegisteredUrl[],
  type: RedirectUrlType,
  given: string | undefined,
  errors: RedirectUrlErrors,
): string {
  const ofType = registered.filter((row) => row.validTypes.some((valid) => valid.type === type));
  if (given === undefined || given === '') return defaultUrl(ofType, type, errors);

  const parsed = parseRedirectUrl(given);
  // Only a registered URL has a wildcard; a caller's `*` must not pass as a host name.
  if (parsed === undefined || parsed.authority.includes('*')) throw apiError(errors.malformed);
  // The usual case costs no further parsing. A `*` host cannot get here, see above.
  if (ofType.some((row) => row.url === given)) return given;

  let otherQuery = false;
  for (const row of ofType) {
    const pattern = parseRedirectUrl(row.url);
    if (pattern === undefined || !sameTarget(pattern, parsed)) continue;
    if (queriesMatch(pattern.query, parsed.query) || isAppOauthShape(pattern, parsed)) return given;
    otherQuery = true;
  }
  throw apiError(otherQuery ? 'query_params_do_not_match' : errors.unmatched);
}

function defaultUrl(
  ofType: readonly RegisteredUrl[],
  type: RedirectUrlType,
  errors: RedirectUrlErrors,
): string {
  if (ofType.length === 0) throw apiError(errors.noneRegistered);
  const row = ofType.find(({ validTypes }) =>
    validTypes.some((valid) => valid.type === type && valid.isDefault),
  );
  if (row === undefined) throw apiError(errors.noDefault);
  return row.url;
}

/** All but the query: scheme, host, port and path. The port counts on loopback too. */
function sameTarget(pattern: ParsedUrl, given: ParsedUrl): boolean {
  if (pattern.scheme !== given.scheme || pattern.path !== given.path) return false;
  if (!pattern.web) return pattern.authority === given.authority;
  return pattern.authority.includes('*')
    ? wildcardAdmits(pattern.authority, given.authority)
    : sameAuthority(pattern.authority, given.authority);
}

/**
 * The mobile SDKs turn an OAuth redirect URL into `{application id}://oauth?url={original url}`.
 * A bare `{application id}://oauth` admits that one parameter; it stays within the same app.
 */
function isAppOauthShape(pattern: ParsedUrl, given: ParsedUrl): boolean {
  return (
    !pattern.web &&
    pattern.authority === 'oauth' &&
    pattern.path === '' &&
    pattern.query === '' &&
    queriesMatch('url={}', given.query)
  );
}
