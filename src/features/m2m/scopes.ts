import { apiError } from '../catalogue.ts';

const MAX_SCOPES = 100;
const MAX_LENGTH = 255;
/** scope-token of RFC 6749 section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** What a client may be given: each scope once, in the order given. */
export function readClientScopes(scopes: readonly string[]): string[] {
  for (const scope of scopes) {
    if (scope.length > MAX_LENGTH || !SCOPE.test(scope)) throw apiError('invalid_m2m_client_scope');
  }
  const distinct = [...new Set(scopes)];
  if (distinct.length > MAX_SCOPES) throw apiError('too_many_m2m_client_scopes');
  return distinct;
}

/**
 * The `scope` claim of a token: what was asked for, each once, or all that the client has. One that
 * the client does not have is an error and not dropped, so that nobody trusts a token with less in
 * it than was meant.
 */
export function grantScope(assigned: readonly string[], requested: string | undefined): string {
  if (requested === undefined) return assigned.join(' ');
  const scopes = [...new Set(requested.split(' ').filter((scope) => scope !== ''))];
  if (scopes.some((scope) => !assigned.includes(scope))) throw apiError('invalid_scope');
  return scopes.length === 0 ? assigned.join(' ') : scopes.join(' ');
}
