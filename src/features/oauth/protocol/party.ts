import {
  type AuthorizationServer,
  type Client,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  None,
} from 'oauth4webapi';
import { ProviderFailure } from '../provider-client.ts';
import type { Endpoints, ProviderEntry } from '../providers/entry.ts';
import type { ProviderSlug } from '../providers/slugs.ts';
import { findProblems } from '../settings/find-problems.ts';
import type { ProviderSettings } from '../settings/provider-settings.ts';
import { withFallbacks } from '../settings/setting-values.ts';
import type { SignedSecrets } from './apple-secret.ts';
import type { Discovery } from './discovery.ts';
import { at } from './failure.ts';

/** A provider as one environment talks to it. */
export interface Party {
  entry: ProviderEntry;
  settings: ProviderSettings;
  endpoints: Endpoints;
  server: AuthorizationServer;
  client: Client;
  authenticate: ClientAuth;
  /** Signature algorithms that its ID tokens may have. */
  algorithms: readonly string[];
}

/** What may be taken over from metadata: signatures that need a public key to check. */
const ASYMMETRIC = /^(RS|PS|ES)(256|384|512)$|^EdDSA$|^Ed25519$/;

export const issuersOf = ({ issuer }: Endpoints): readonly string[] =>
  issuer === undefined || typeof issuer !== 'string' ? (issuer ?? []) : [issuer];

/** Basic as providers document it: without the form encoding that RFC 6749 section 2.3.1 adds. */
const plainBasic =
  (secret: string): ClientAuth =>
  (_server, client, _body, headers) => {
    const pair = `${client.client_id}:${secret}`;
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };

const namedPost =
  (name: string, secret: string): ClientAuth =>
  (_server, client, body) => {
    body.set(name, client.client_id);
    body.set('client_secret', secret);
  };

function discovered(server: AuthorizationServer, secret: string): ClientAuth {
  if (secret === '') return None();
  const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
  const post = !methods.includes('client_secret_basic') && methods.includes('client_secret_post');
  return post ? ClientSecretPost(secret) : ClientSecretBasic(secret);
}

function authentication(
  entry: ProviderEntry,
  settings: ProviderSettings,
  server: AuthorizationServer,
  signedSecrets: SignedSecrets,
): ClientAuth {
  const { secret } = settings;
  switch (entry.clientAuthentication) {
    case 'basic':
      return plainBasic(secret);
    case 'post':
      return namedPost(entry.clientIdParameter ?? 'client_id', secret);
    case 'discovered':
      return discovered(server, secret);
    case 'signed-secret':
      return async (as, client, body, headers) =>
        ClientSecretPost(await signedSecrets(settings, as.issuer))(as, client, body, headers);
  }
}

/** oauth4webapi asks for an issuer even where the provider has none. */
function serverOf(endpoints: Endpoints): AuthorizationServer {
  const { authorization_endpoint, token_endpoint, jwks_uri, userinfo_endpoint } = endpoints;
  return {
    issuer: issuersOf(endpoints)[0] ?? new URL(authorization_endpoint).origin,
    authorization_endpoint,
    token_endpoint,
    ...(jwks_uri !== undefined && { jwks_uri }),
    ...(userinfo_endpoint !== undefined && { userinfo_endpoint }),
  };
}

/** Everything needed from metadata is there: nothing has to be looked up. */
const isSelfContained = ({ endpoints }: ProviderSettings): boolean =>
  endpoints.authorization_endpoint !== undefined &&
  endpoints.token_endpoint !== undefined &&
  endpoints.jwks_uri !== undefined;

export interface PartyTools {
  discovery: Discovery;
  signedSecrets: SignedSecrets;
}

async function locate(
  entry: ProviderEntry,
  settings: ProviderSettings,
  discovery: Discovery,
): Promise<{ endpoints: Endpoints; server: AuthorizationServer; algorithms: readonly string[] }> {
  const { slug, idToken } = entry;
  const known = typeof entry.endpoints === 'function' ? entry.endpoints(settings) : entry.endpoints;
  if (known || isSelfContained(settings)) {
    const given = known ?? { issuer: settings.issuer };
    const endpoints = { ...given, ...settings.endpoints } as Endpoints;
    return { endpoints, server: serverOf(endpoints), algorithms: idToken?.algorithms ?? [] };
  }
  const metadata = await at(slug, 'settings', () => discovery(settings.issuer));
  const server = { ...metadata, ...settings.endpoints } as AuthorizationServer;
  for (const name of ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const) {
    if (isWebUrl(server[name])) continue;
    throw new ProviderFailure({
      provider: slug,
      kind: 'provider_error',
      stage: 'settings',
      description: `the metadata of the issuer name no ${name}`,
    });
  }
  const offered = metadata.id_token_signing_alg_values_supported ?? idToken?.algorithms ?? [];
  return {
    endpoints: server as AuthorizationServer & Endpoints,
    server,
    algorithms: offered.filter((one) => ASYMMETRIC.test(one)),
  };
}

const isWebUrl = (text: unknown): text is string =>
  typeof text === 'string' && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);

const notConfigured = (provider: ProviderSlug, description: string) =>
  new ProviderFailure({ provider, kind: 'not_configured', stage: 'settings', description });

/** Throws `not_configured` where something that a login needs is not entered. */
export function assertComplete(entry: ProviderEntry, settings: ProviderSettings): void {
  const [problem] = findProblems(entry, settings);
  if (problem) throw notConfigured(entry.slug, `${problem.field} ${problem.message}`);
}

/** Throws `not_configured` where there are no settings. */
export async function createParty(
  entry: ProviderEntry,
  given: ProviderSettings | undefined,
  { discovery, signedSecrets }: PartyTools,
): Promise<Party> {
  if (!given) throw notConfigured(entry.slug, 'nothing is entered');
  const settings = withFallbacks(entry, given);
  const located = await locate(entry, settings, discovery);
  return {
    entry,
    settings,
    ...located,
    client: { client_id: settings.clientId },
    authenticate: authentication(entry, settings, located.server, signedSecrets),
  };
}
