import {
  authorizationCodeGrantRequest,
  generateRandomCodeVerifier,
  generateRandomState,
  nopkce,
  processAuthorizationCodeResponse,
  validateAuthResponse,
} from 'oauth4webapi';
import type { Outgoing } from '../../../platform/http/outgoing.ts';
import { ProviderFailure } from '../provider-client.ts';
import type { Problem } from '../settings/find-problems.ts';
import { at } from './failure.ts';
import { isJsonObject, parseJson } from './json-object.ts';
import { send } from './outgoing-fetch.ts';
import type { Party } from './party.ts';
import { askForTokens } from './token-answer.ts';

export interface Doubt extends Problem {
  level: 'error' | 'warning';
}

const error = (field: string, message: string): Doubt => ({ level: 'error', field, message });
const warning = (field: string, message: string): Doubt => ({ level: 'warning', field, message });

/** What token endpoints say of a client they do not know (RFC 6749 section 5.2). */
const CLIENT_CODES = new Set(['invalid_client', 'unauthorized_client']);
/** What they say of a code that they never issued, to a client they know. */
const CODE_CODES = new Set(['invalid_grant']);

async function probeKeys(party: Party, outgoing: Outgoing): Promise<Doubt[]> {
  const { entry, endpoints } = party;
  if (!entry.idToken) return [];
  try {
    const url = String(endpoints.jwks_uri);
    const answer = await at(entry.slug, 'identity', () => send(outgoing, url, {}));
    const set = parseJson(answer.body);
    const good = answer.status === 200 && isJsonObject(set) && Array.isArray(set['keys']);
    return good ? [] : [error('jwks_uri', `answered ${answer.status} and no key set`)];
  } catch (failure) {
    if (!(failure instanceof ProviderFailure)) throw failure;
    return [error('jwks_uri', failure.description)];
  }
}

/** Presents the client with a code that nobody issued: the refusal tells whose fault it is. */
async function refusalOf(
  party: Party,
  outgoing: Outgoing,
  redirectUri: string,
): Promise<ProviderFailure | undefined> {
  const { server, client, authenticate, entry } = party;
  const state = generateRandomState();
  const code = generateRandomState();
  const params = validateAuthResponse(
    { issuer: server.issuer },
    client,
    new URLSearchParams({ code, state }),
    state,
  );
  const verifier = entry.pkce ? generateRandomCodeVerifier() : nopkce;
  try {
    await askForTokens(
      party,
      outgoing,
      (options) =>
        authorizationCodeGrantRequest(
          server,
          client,
          authenticate,
          params,
          redirectUri,
          verifier,
          options,
        ),
      (response) => processAuthorizationCodeResponse(server, client, response),
    );
    return undefined;
  } catch (failure) {
    if (failure instanceof ProviderFailure) return failure;
    throw failure;
  }
}

function judge(refusal: ProviderFailure | undefined): Doubt[] {
  if (!refusal) {
    return [error('token_endpoint', 'accepted a code that nobody issued: it is no real provider')];
  }
  const { code = '', description, kind, detail } = refusal;
  const said = code === '' ? description : `${code}: ${description}`;
  if (kind === 'unreachable') return [error('token_endpoint', description)];
  if (CODE_CODES.has(code)) return [];
  if (detail === 'microsoft_expired_secret') {
    return [error('client_secret', `has expired (${description})`)];
  }
  if (CLIENT_CODES.has(code)) {
    return [error('client_id', `or its secret is not accepted (${said})`)];
  }
  if (code === 'redirect_uri_mismatch') {
    return [error('redirect_uri', `is not registered at the provider (${said})`)];
  }
  return [warning('token_endpoint', `says neither yes nor no to the client (${said})`)];
}

/** Asks the provider itself: can it be reached, does it publish keys, does it know the client? */
export async function probe(
  party: Party,
  outgoing: Outgoing,
  redirectUri: string,
): Promise<Doubt[]> {
  const [keys, refusal] = await Promise.all([
    probeKeys(party, outgoing),
    refusalOf(party, outgoing, redirectUri),
  ]);
  return [...keys, ...judge(refusal)];
}
