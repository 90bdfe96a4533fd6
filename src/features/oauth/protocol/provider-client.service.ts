import {
  authorizationCodeGrantRequest,
  nopkce,
  processAuthorizationCodeResponse,
  processRefreshTokenResponse,
  refreshTokenGrantRequest,
  validateAuthResponse,
} from 'oauth4webapi';
import type { Clock } from '../../../platform/clock.ts';
import type { Outgoing } from '../../../platform/http/outgoing.ts';
import type { Environment } from '../../projects/environment.ts';
import {
  type CallbackRequest,
  type ProviderClient,
  ProviderFailure,
  type ProviderIdentity,
  type StandIn,
} from '../provider-client.ts';
import type { JsonObject } from '../providers/entry.ts';
import { providers } from '../providers/index.ts';
import type { ProviderSlug } from '../providers/slugs.ts';
import { emptySettings, type ProviderSettings } from '../settings/provider-settings.ts';
import { withFallbacks } from '../settings/setting-values.ts';
import { createSignedSecrets } from './apple-secret.ts';
import { authorizationUrl, requestedScopes } from './authorization-url.ts';
import { createDiscovery } from './discovery.ts';
import { at } from './failure.ts';
import { verifyIdToken } from './id-token.ts';
import { readIdentity } from './identity.ts';
import { createKeySets } from './key-sets.ts';
import { mergeClaims } from './merge-claims.ts';
import { outgoingFetch } from './outgoing-fetch.ts';
import { assertComplete, createParty, issuersOf, type Party } from './party.ts';
import { type Doubt, probe } from './probe.ts';
import { createProviderApi } from './provider-api.ts';
import { standInEntry, standInSettings } from './stand-in-entry.ts';
import { askForTokens, type TokenAnswer, toTokens } from './token-answer.ts';

export interface ProviderClientDependencies {
  settingsOf: (
    environment: Environment,
    provider: ProviderSlug,
  ) => Promise<ProviderSettings | undefined>;
  /** Answers where there are no settings; absent: nobody does. */
  standIn?: StandIn | undefined;
  outgoing: Outgoing;
  /** Real time: providers live in it. */
  clock: Clock;
}

/**
 * RFC 9207 where the provider takes part; where it has no issuer of its own, a parameter of that
 * name says nothing.
 */
function withExpectedIssuer(party: Party, params: URLSearchParams) {
  const issuers = issuersOf(party.endpoints);
  const named = params.get('iss');
  if (named === null) return { server: party.server, params };
  if (issuers.length === 0) {
    params.delete('iss');
    return { server: party.server, params };
  }
  const issuer = issuers.find((one) => one === named) ?? party.server.issuer;
  return { server: { ...party.server, issuer }, params };
}

export interface ProbingClient extends ProviderClient {
  /** What the provider itself has to say against settings that are complete. */
  probe(settings: ProviderSettings, redirectUri: string): Promise<Doubt[]>;
}

export function createProviderClient(dependencies: ProviderClientDependencies): ProbingClient {
  const { settingsOf, standIn, clock } = dependencies;
  const outgoing = standIn?.within(dependencies.outgoing) ?? dependencies.outgoing;
  const fetch = outgoingFetch(outgoing);
  const keySets = createKeySets(fetch);
  const tools = {
    discovery: createDiscovery(fetch, clock),
    signedSecrets: createSignedSecrets(clock),
  };

  /** The entry of the provider and what is entered for it, or both of the stand-in. */
  async function chosen(environment: Environment, provider: ProviderSlug) {
    const settings = await settingsOf(environment, provider);
    const client = settings ? undefined : standIn?.clientFor(environment, provider);
    return client
      ? { entry: standInEntry(provider), settings: standInSettings(provider, client) }
      : { entry: providers[provider], settings };
  }

  /** One that can be logged in with. */
  async function partyOf(environment: Environment, provider: ProviderSlug): Promise<Party> {
    const { entry, settings } = await chosen(environment, provider);
    if (settings) assertComplete(entry, withFallbacks(entry, settings));
    return createParty(entry, settings, tools);
  }

  function verify(
    party: Party,
    idToken: string,
    audiences: readonly string[],
    nonces: readonly string[] | undefined,
  ): Promise<JsonObject> {
    const { slug } = party.entry;
    return at(slug, 'identity', () => {
      const keys = keySets(String(party.endpoints.jwks_uri));
      const now = clock.now();
      return verifyIdToken(party, idToken, { audiences, nonces, keys, now });
    });
  }

  function identified(
    party: Party,
    claims: JsonObject,
    tokens: ProviderIdentity['tokens'],
  ): ProviderIdentity {
    const identity = readIdentity(claims, party.entry.claims);
    if (identity.subject === '') {
      throw new ProviderFailure({
        provider: party.entry.slug,
        kind: 'provider_error',
        stage: 'identity',
        description: 'did not say which account it is',
      });
    }
    return { ...identity, profile: claims, tokens };
  }

  function redeem(party: Party, callback: CallbackRequest): Promise<TokenAnswer> {
    const { client, entry, authenticate } = party;
    const { redirectUri, codeVerifier } = callback;
    return at(entry.slug, 'callback', () => {
      const given = withExpectedIssuer(party, new URLSearchParams(callback.params));
      const params = validateAuthResponse(given.server, client, given.params, callback.state);
      if (!params.has('code')) throw missingCode(entry.slug);
      const verifier = entry.pkce ? codeVerifier : nopkce;
      const { server } = party;
      return askForTokens(
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
    });
  }

  /** The ID token must be there where the provider has one, and be about the same account. */
  async function claimsOf(
    party: Party,
    answer: TokenAnswer,
    callback: CallbackRequest,
  ): Promise<JsonObject> {
    const { entry, settings } = party;
    const { id_token: idToken } = answer.body;
    const proven =
      entry.idToken && typeof idToken === 'string'
        ? await verify(party, idToken, [settings.clientId], [callback.nonce])
        : undefined;
    if (entry.idToken && !proven) throw missingIdToken(party, answer);
    const api = createProviderApi(party, outgoing, answer.checked.access_token, answer.body);
    const profile = (await entry.profile?.(api)) ?? {};
    // Core 1.0 section 5.3.2: an answer about somebody else is worth nothing.
    const told = Object.keys(profile).length > 0;
    if (proven && told && profile['sub'] !== proven['sub']) throw otherSubject(entry.slug);
    return { ...entry.callbackClaims?.(callback.params), ...mergeClaims(profile, proven) };
  }

  return {
    async assertConfigured(environment, provider) {
      const { entry, settings = emptySettings(provider) } = await chosen(environment, provider);
      assertComplete(entry, withFallbacks(entry, settings));
    },

    async authorizationUrl(environment, provider, request) {
      return authorizationUrl(await partyOf(environment, provider), request);
    },

    async exchange(environment, provider, callback) {
      const party = await partyOf(environment, provider);
      const answer = await redeem(party, callback);
      const claims = await claimsOf(party, answer, callback);
      const requested = requestedScopes(party, callback.scopes ?? []);
      return identified(party, claims, toTokens(answer, requested));
    },

    async refresh(environment, provider, refreshToken) {
      const party = await partyOf(environment, provider);
      const { client, authenticate, endpoints, settings, entry } = party;
      const { refresh_endpoint: token_endpoint = endpoints.token_endpoint } = endpoints;
      const server = { ...party.server, token_endpoint };
      const answer = await askForTokens(
        party,
        outgoing,
        (options) => refreshTokenGrantRequest(server, client, authenticate, refreshToken, options),
        (response) => processRefreshTokenResponse(server, client, response),
      );
      const tokens = toTokens(answer, entry.scopes);
      if (entry.idToken && tokens.id_token !== '') {
        await verify(party, tokens.id_token, [settings.clientId], undefined);
      }
      return tokens;
    },

    async identify(environment, provider, { idToken, nonce }) {
      // Nothing is redeemed, so the ids that the token may be for are all that is needed.
      const { entry, settings } = await chosen(environment, provider);
      const party = await createParty(entry, settings, tools);
      const { clientId, appIds } = party.settings;
      const nonces =
        nonce === undefined ? undefined : (party.entry.idToken?.clientNonce?.(nonce) ?? [nonce]);
      const claims = await verify(party, idToken, [clientId, ...appIds].filter(Boolean), nonces);
      const tokens = { access_token: '', refresh_token: '', id_token: idToken, scopes: [] };
      return identified(party, claims, tokens);
    },

    async probe(settings, redirectUri) {
      return probe(
        await createParty(providers[settings.provider], settings, tools),
        outgoing,
        redirectUri,
      );
    },
  };
}

const missingCode = (provider: ProviderSlug) =>
  new ProviderFailure({
    provider,
    kind: 'provider_error',
    stage: 'callback',
    description: 'came back with neither a code nor an error',
  });

const missingIdToken = ({ entry }: Party, { body }: TokenAnswer) =>
  new ProviderFailure({
    provider: entry.slug,
    kind: 'invalid_token',
    stage: 'identity',
    description: 'handed out no ID token',
    detail: entry.failureDetail?.(200, body),
  });

const otherSubject = (provider: ProviderSlug) =>
  new ProviderFailure({
    provider,
    kind: 'provider_error',
    stage: 'identity',
    description: 'told about another account than that of the ID token',
  });
