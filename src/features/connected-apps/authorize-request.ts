import { apiError, type ErrorType } from '../catalogue.ts';
import { assertCodeChallenge } from '../pkce/pkce.ts';
import { type Client, isPublic, isThirdParty } from './client-record.ts';
import { FULL_ACCESS, readScopes } from './scopes.ts';

/** How the user who authorizes is named: exactly one of them. */
export interface UserSelection {
  user_id?: string | undefined;
  session_token?: string | undefined;
  session_jwt?: string | undefined;
}

export interface AuthorizeParameters {
  client_id: string;
  redirect_uri: string;
  response_type: string;
  scopes: readonly string[];
  prompt?: string | undefined;
}

export interface AuthorizeSubmission extends AuthorizeParameters {
  consent_granted: boolean;
  state?: string | undefined;
  nonce?: string | undefined;
  code_challenge?: string | undefined;
  resources?: readonly string[] | undefined;
}

/**
 * A refusal that the client is told, by way of the browser (RFC 6749 section 4.1.2.1). `instead` is
 * the error where there is nobody to be sent back, as in `start`.
 */
export interface Refusal {
  error:
    | 'invalid_request'
    | 'unsupported_response_type'
    | 'invalid_scope'
    | 'invalid_target'
    | 'access_denied'
    | 'consent_required'
    | 'login_required'
    | 'request_not_supported'
    | 'request_uri_not_supported'
    | 'registration_not_supported';
  description: string;
  instead: ErrorType;
}

export const refusals = {
  responseType: {
    error: 'unsupported_response_type',
    description: 'Only the response type code is supported.',
    instead: 'invalid_argument',
  },
  scope: {
    error: 'invalid_scope',
    description: 'A requested scope is invalid or cannot be requested by this client.',
    instead: 'oauth_invalid_scope_requested',
  },
  fullAccess: {
    error: 'invalid_scope',
    description: 'A third party client cannot be given full access.',
    instead: 'third_party_clients_cannot_use_full_access',
  },
  prompt: {
    error: 'invalid_request',
    description: 'The prompt none cannot be combined with another.',
    instead: 'invalid_argument',
  },
  target: {
    error: 'invalid_target',
    description: 'A resource is not an absolute URI without a fragment.',
    instead: 'invalid_argument',
  },
  denied: {
    error: 'access_denied',
    description: 'The user did not grant access.',
    instead: 'oauth_invalid_scope_requested',
  },
  consent: {
    error: 'consent_required',
    description: 'The user has to be asked for consent.',
    instead: 'oauth_invalid_scope_requested',
  },
  login: {
    error: 'login_required',
    description: 'The user has to log in.',
    instead: 'session_not_found',
  },
  request: {
    error: 'invalid_request',
    description: 'The request is malformed.',
    instead: 'invalid_argument',
  },
  // OpenID Connect Core 3.1.2.6.
  requestObject: {
    error: 'request_not_supported',
    description: 'Request objects are not supported.',
    instead: 'invalid_argument',
  },
  requestUri: {
    error: 'request_uri_not_supported',
    description: 'request_uri is not supported.',
    instead: 'invalid_argument',
  },
  registration: {
    error: 'registration_not_supported',
    description: 'registration is not supported.',
    instead: 'invalid_argument',
  },
} as const satisfies Record<string, Refusal>;

/** Throws a refusal up to whoever knows the way back to the client. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.description);
    this.refusal = refusal;
  }
}

const MAX_RESOURCES = 20;
const MAX_RESOURCE = 2_048;

/** RFC 8707 section 2. */
function isResource(text: string): boolean {
  return (
    text.length <= MAX_RESOURCE && !text.includes('#') && !/\s/.test(text) && URL.canParse(text)
  );
}

export function checkResources(resources: readonly string[]): string[] {
  const distinct = [...new Set(resources)];
  if (distinct.length > MAX_RESOURCES || !distinct.every(isResource)) {
    throw new Refused(refusals.target);
  }
  return distinct;
}

export interface Prompt {
  /** Ask again, whatever was granted before. */
  consent: boolean;
  /** Do not ask at all (OpenID Connect Core 3.1.2.1). */
  none: boolean;
}

/** Words that are not supported ask for what the login page does anyway, and change nothing. */
export function readPrompt(prompt: string | undefined): Prompt {
  const words = new Set((prompt ?? '').split(' ').filter(Boolean));
  const none = words.has('none');
  if (none && words.size > 1) throw new Refused(refusals.prompt);
  return { consent: words.has('consent'), none };
}

/** The scopes of a request, or a refusal. */
export function requestedScopes(client: Client, request: AuthorizeParameters): string[] {
  if (request.response_type !== 'code') throw new Refused(refusals.responseType);
  const scopes = readScopes(request.scopes);
  if (!scopes) throw new Refused(refusals.scope);
  if (scopes.includes(FULL_ACCESS) && !client.fullAccessAllowed) {
    throw new Refused(isThirdParty(client) ? refusals.fullAccess : refusals.scope);
  }
  return scopes;
}

/**
 * PKCE with S256 (RFC 7636): public clients must use it, others may (RFC 9700 section 2.1.1). Told
 * to the page and not to the client, which would learn nothing that it can act on.
 */
export function checkChallenge(client: Client, challenge: string | undefined): string | null {
  if (challenge === undefined || challenge === '') {
    if (isPublic(client)) throw apiError('pkce_required_for_idp_authorization_flow');
    return null;
  }
  assertCodeChallenge(challenge);
  return challenge;
}
