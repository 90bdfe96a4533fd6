import { calculatePKCECodeChallenge } from 'oauth4webapi';
import type { AuthorizationRequest } from '../provider-client.ts';
import type { Party } from './party.ts';

/** Whoever writes a start URL must not change what the protocol rests on. */
const OURS = new Set([
  'client_id',
  'client_key',
  'client_secret',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'code_verifier',
  'request',
  'request_uri',
]);

/** Some servers read `name[]` as `name`, and some do not care for case. */
const plainName = (name: string): string => name.split('[')[0]?.trim().toLowerCase() ?? '';

/** Default scopes and those that the flow adds, each once. */
export const requestedScopes = (party: Party, extra: readonly string[]): string[] => [
  ...new Set([...party.entry.scopes, ...extra.filter((scope) => scope !== '')]),
];

export async function authorizationUrl(party: Party, request: AuthorizationRequest): Promise<URL> {
  const { entry, endpoints, client } = party;
  const url = new URL(endpoints.authorization_endpoint);
  const put = (parameters: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  };
  const fixed = entry.fixedParameters ?? {};
  // The hosted service sends this to all of them; those without refresh tokens ignore it.
  put({ access_type: 'offline', ...entry.authorizationParameters });
  for (const [name, value] of Object.entries(request.providerParams)) {
    const plain = plainName(name);
    if (plain !== '' && !OURS.has(plain) && !Object.hasOwn(fixed, plain)) put({ [name]: value });
  }
  put({
    [entry.clientIdParameter ?? 'client_id']: client.client_id,
    redirect_uri: request.redirectUri,
    response_type: 'code',
    scope: requestedScopes(party, request.scopes).join(entry.scopeSeparator ?? ' '),
    state: request.state,
    ...fixed,
  });
  if (entry.idToken) put({ nonce: request.nonce });
  if (entry.pkce) {
    const challenge = await calculatePKCECodeChallenge(request.codeVerifier);
    put({ code_challenge: challenge, code_challenge_method: 'S256' });
  }
  return url;
}
