import {
  type AuthorizeSubmission,
  type Refusal,
  refusals,
} from '../connected-apps/authorize-request.ts';

/** What a link of a mail adds; everything else of the address is the client's request. */
const LINK_PARAMETERS = new Set(['token', 'stytch_token_type', 'stytch_redirect_type']);
/** What a login that just happened settles. */
const SETTLED_PROMPTS = new Set(['login', 'select_account']);

/** The query of one of our pages, read once. */
export interface PageQuery {
  /** Without what a mailed link added, written in one way: forms post to it and are bound to it. */
  canonical: string;
  /** First value of each name. */
  values: ReadonlyMap<string, string>;
  resources: string[];
  /**
   * Has a name more than once, which two readers could read differently (RFC 6749 section 3.1), or
   * NUL, which is no text.
   */
  unreadable: boolean;
}

export function readQuery(text: string): PageQuery {
  const all = [...new URLSearchParams(text)];
  const values = new Map<string, string>();
  const resources: string[] = [];
  let unreadable = text.includes('%00');
  for (const [name, value] of all) {
    if (name === 'resource') resources.push(value);
    else if (values.has(name)) unreadable = true;
    else values.set(name, value);
  }
  const own = all.filter(([name]) => !LINK_PARAMETERS.has(name));
  return { canonical: new URLSearchParams(own).toString(), values, resources, unreadable };
}

/** An authorization request, and what it asks of the login. */
export interface PageRequest {
  authorize: AuthorizeSubmission;
  /** Log in again, whoever is logged in. */
  again: boolean;
  /** Seconds a login may be old; undefined where any is good. */
  maxAge: number | undefined;
  loginHint: string;
  idTokenHint: string | undefined;
  /** What the request asks for that is not there. */
  unsupported: Refusal | undefined;
}

const words = (text: string | undefined): string[] => (text ?? '').split(' ').filter(Boolean);

function unsupportedOf({ values }: PageQuery): Refusal | undefined {
  if (values.has('request')) return refusals.requestObject;
  if (values.has('request_uri')) return refusals.requestUri;
  if (values.has('registration')) return refusals.registration;
  if (!values.get('response_type')) {
    return { ...refusals.request, description: 'response_type is missing.' };
  }
  // RFC 9700 section 2.1.1: `plain` would let whoever sees the request use the code.
  const method = values.get('code_challenge_method');
  if (method !== undefined && method !== 'S256') {
    return {
      ...refusals.request,
      description: 'Only the code_challenge_method S256 is supported.',
    };
  }
  const mode = values.get('response_mode');
  if (mode !== undefined && mode !== 'query') {
    return { ...refusals.request, description: 'Only the response_mode query is supported.' };
  }
  const age = values.get('max_age');
  if (age !== undefined && !/^\d{1,9}$/.test(age)) {
    return { ...refusals.request, description: 'max_age is not a number of seconds.' };
  }
  return undefined;
}

/** Undefined where the request names no client or no URL to go back to. */
export function readRequest(query: PageQuery): PageRequest | undefined {
  const { values, resources, unreadable } = query;
  const client_id = values.get('client_id');
  const redirect_uri = values.get('redirect_uri');
  if (!client_id || !redirect_uri || unreadable) return undefined;
  const prompts = words(values.get('prompt'));
  const age = values.get('max_age');
  const unsupported = unsupportedOf(query);
  return {
    authorize: {
      client_id,
      redirect_uri,
      response_type: values.get('response_type') ?? '',
      scopes: words(values.get('scope')),
      prompt: values.get('prompt'),
      state: values.get('state'),
      nonce: values.get('nonce'),
      code_challenge: values.get('code_challenge'),
      resources,
      consent_granted: false,
    },
    again: prompts.some((word) => SETTLED_PROMPTS.has(word)),
    maxAge: age === undefined || unsupported ? undefined : Number(age),
    loginHint: values.get('login_hint') ?? '',
    idTokenHint: values.get('id_token_hint') || undefined,
    unsupported,
  };
}

/**
 * The same request after a login, so that it does not ask for one again. The client sees by
 * `auth_time` that there was one.
 */
export function afterLogin(canonical: string): string {
  const query = new URLSearchParams(canonical);
  const left = words(query.get('prompt') ?? '').filter((word) => !SETTLED_PROMPTS.has(word));
  if (left.length > 0) query.set('prompt', left.join(' '));
  else query.delete('prompt');
  query.delete('max_age');
  return query.toString();
}
