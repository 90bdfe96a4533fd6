import { allowInsecureRequests, customFetch, type TokenEndpointResponse } from 'oauth4webapi';
import type { Outgoing } from '../../../platform/http/outgoing.ts';
import type { ProviderFailureDetail, ProviderTokens } from '../provider-client.ts';
import type { JsonObject, ProviderEntry } from '../providers/entry.ts';
import { at } from './failure.ts';
import { isJsonObject, parseJson } from './json-object.ts';
import { type Fetch, send, toResponse } from './outgoing-fetch.ts';
import type { Party } from './party.ts';

interface Seen {
  status: number;
  body: JsonObject;
}

/** Absent, null and empty mean the same to providers, but not to the library. */
const withoutEmpty = (answer: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(answer).filter(([, value]) => value !== null && value !== ''));

function shape(entry: ProviderEntry, status: number, given: JsonObject): Seen {
  const body = withoutEmpty(entry.tokenAnswer?.(given) ?? given);
  // GitHub, Slack and TikTok tell errors with the status of a success.
  const isError = typeof body['error'] === 'string';
  return { status: status === 200 && isError ? 400 : status, body };
}

/**
 * A fetch for one request to a token endpoint. The library sees an answer by the book; the ID token
 * is left out of it, since `verifyIdToken` and nothing else decides about that.
 */
const tokenFetch =
  (outgoing: Outgoing, entry: ProviderEntry, seen: (answer: Seen) => void): Fetch =>
  async (url, options) => {
    const answer = await send(outgoing, url, options);
    const parsed = parseJson(answer.body);
    if (!isJsonObject(parsed)) {
      seen({ status: answer.status, body: {} });
      return toResponse(answer);
    }
    const shaped = shape(entry, answer.status, parsed);
    seen(shaped);
    const { id_token: _, ...rest } = shaped.body;
    return Response.json(rest, { status: shaped.status });
  };

export interface TokenRequestOptions {
  [customFetch]: Fetch;
  [allowInsecureRequests]: true;
}

export interface TokenAnswer {
  /** As the library checked it. */
  checked: TokenEndpointResponse;
  /** With all that the provider added, and the ID token. */
  body: JsonObject;
}

/** One request to the token endpoint and the check of its answer (RFC 6749 section 5). */
export function askForTokens(
  { entry }: Pick<Party, 'entry'>,
  outgoing: Outgoing,
  ask: (options: TokenRequestOptions) => Promise<Response>,
  check: (response: Response) => Promise<TokenEndpointResponse>,
): Promise<TokenAnswer> {
  let seen: Seen | undefined;
  const detail = (): ProviderFailureDetail | undefined =>
    seen && entry.failureDetail?.(seen.status, seen.body);
  const options: TokenRequestOptions = {
    [customFetch]: tokenFetch(outgoing, entry, (answer) => {
      seen = answer;
    }),
    // The way out decides whether http is allowed.
    [allowInsecureRequests]: true,
  };
  return at(
    entry.slug,
    'token',
    async () => {
      const checked = await check(await ask(options));
      return { checked, body: seen?.body ?? {} };
    },
    detail,
  );
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** TikTok and GitHub join scopes with commas, all others with spaces. */
const splitScopes = (scope: string): string[] => scope.split(/[ ,]+/).filter((one) => one !== '');

export function toTokens({ checked, body }: TokenAnswer, requested: readonly string[]) {
  const granted = splitScopes(text(checked.scope));
  const tokens: ProviderTokens = {
    access_token: checked.access_token,
    ...(checked.expires_in !== undefined && {
      access_token_expires_in: Math.floor(checked.expires_in),
    }),
    refresh_token: text(checked.refresh_token),
    id_token: text(body['id_token']),
    scopes: granted.length > 0 ? granted : [...requested],
  };
  return tokens;
}
