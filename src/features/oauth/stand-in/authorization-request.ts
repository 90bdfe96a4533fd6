import type { Issuer } from './issuer.ts';

/** A request that may be answered at its redirect_uri. */
export interface AuthorizationRequest {
  redirectUri: string;
  responseMode: 'query' | 'form_post';
  state: string | undefined;
  nonce: string | undefined;
  codeChallenge: string | undefined;
  scope: string;
  loginHint: string;
}

/** `refused`: the answer goes back, as an error; `unanswerable`: it must not leave this server. */
export type ReadRequest =
  | { outcome: 'good'; request: AuthorizationRequest }
  | { outcome: 'refused'; request: AuthorizationRequest; error: string; description: string }
  | { outcome: 'unanswerable'; description: string };

/**
 * Checks an authorization request (RFC 6749 section 4.1.1, RFC 7636 section 4.3). The only client
 * is this server, so the only redirect_uri is the environment's own callback: nobody is sent
 * anywhere else.
 */
export function readRequest(
  { clientId, callbackUrl }: Issuer,
  query: Readonly<Record<string, string>>,
): ReadRequest {
  if (query['client_id'] !== clientId) {
    return { outcome: 'unanswerable', description: 'client_id is unknown.' };
  }
  if (query['redirect_uri'] !== callbackUrl) {
    return { outcome: 'unanswerable', description: 'redirect_uri is not the callback.' };
  }
  const request: AuthorizationRequest = {
    redirectUri: callbackUrl,
    responseMode: query['response_mode'] === 'form_post' ? 'form_post' : 'query',
    state: query['state'],
    nonce: query['nonce'],
    codeChallenge: query['code_challenge'],
    scope: query['scope'] ?? '',
    loginHint: query['login_hint'] ?? '',
  };
  const refuse = (error: string, description: string): ReadRequest => ({
    outcome: 'refused',
    request,
    error,
    description,
  });
  if (query['response_type'] !== 'code') {
    return refuse('unsupported_response_type', 'Only code is supported.');
  }
  if (!['query', 'form_post', undefined].includes(query['response_mode'])) {
    return refuse('invalid_request', 'response_mode must be query or form_post.');
  }
  if (request.codeChallenge !== undefined && query['code_challenge_method'] !== 'S256') {
    return refuse('invalid_request', 'code_challenge_method must be S256.');
  }
  return { outcome: 'good', request };
}
