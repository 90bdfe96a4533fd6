import type { MagicLinkTable } from '../../platform/db/schema.ts';
import { appendRedirectParameters } from './append-redirect-parameters.ts';

const REDIRECT_TYPE = { login: 'login', signup: 'signup', invite: 'invite', embedded: 'login' };

export interface Visit {
  token: string;
  /** Of the page's own query: tells the two links of a reset mail apart, and nothing else. */
  tokenType: unknown;
  publicToken: string;
}

/**
 * Where a mailed link leads: the URL stored with the token and the parameters of the SDKs (2.4);
 * undefined where it leads nowhere.
 */
export function redirectTarget(link: MagicLinkTable, visit: Visit): string | undefined {
  const { token } = visit;
  if (link.kind !== 'reset_password') {
    if (link.redirect_url === null) return undefined;
    return appendRedirectParameters(link.redirect_url, {
      stytch_redirect_type: REDIRECT_TYPE[link.kind],
      stytch_token_type: 'magic_links',
      token,
    });
  }
  const type = visit.tokenType === 'login' ? 'login' : 'reset_password';
  const url = type === 'login' ? link.login_redirect_url : link.redirect_url;
  if (url === null) return undefined;
  return appendRedirectParameters(url, {
    public_token: visit.publicToken,
    stytch_redirect_type: type,
    stytch_token_type: type,
    token,
  });
}
