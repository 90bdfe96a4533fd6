import { createProviderClient } from '../../features/oauth/protocol/provider-client.service.ts';
import type { ProviderIdentity, StandIn } from '../../features/oauth/provider-client.ts';
import type { ProviderSlug } from '../../features/oauth/providers/slugs.ts';
import {
  emptySettings,
  type ProviderSettings,
} from '../../features/oauth/settings/provider-settings.ts';
import type { Environment } from '../../features/projects/environment.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import type { OutgoingOptions } from '../../platform/http/outgoing.ts';
import {
  type ProviderAnswers,
  type ProviderServer,
  startProviderServer,
} from './provider-server.ts';

/** What the flow of a test was started with. */
export const flow = {
  redirectUri: 'https://auth.example.com/v1/oauth/callback/oauth-callback-test-1',
  state: 'state-of-the-flow',
  nonce: 'nonce-of-the-flow',
  codeVerifier: 'verifier-of-the-flow-which-has-to-be-43-characters-long',
};
/** base64url(SHA-256(flow.codeVerifier)) */
export const challengeOfFlow = 'aw50tfhm9lZrCq5fcBVPYM6PY9z4V7G91dcNMdO0rqM';

export interface ProviderWorld extends ProviderServer {
  client: ReturnType<typeof createProviderClient>;
  /** Where the browser is sent. */
  start(extra?: { scopes?: string[]; providerParams?: Record<string, string> }): Promise<URL>;
  /** The whole of it: start, and back with a code. */
  login(params?: Record<string, string>, scopes?: string[]): Promise<ProviderIdentity>;
}

export interface WorldOptions extends Partial<OutgoingOptions> {
  clock?: Clock;
  standIn?: StandIn;
  /** Nothing is entered. */
  unconfigured?: true;
}

const environment = { id: 'e', version: 1, type: 'TEST' } as Environment;

/** A provider that answers as it is told, and the client that talks to it. */
export async function providerWorld(
  provider: ProviderSlug,
  settings: Partial<ProviderSettings>,
  answers: ProviderAnswers,
  options: WorldOptions = {},
): Promise<ProviderWorld> {
  const { clock = systemClock, standIn, unconfigured, ...limits } = options;
  const server = await startProviderServer(answers, limits);
  const entered = { ...emptySettings(provider), clientId: 'client-1', secret: 'secret-1' };
  const client = createProviderClient({
    settingsOf: async () => (unconfigured ? undefined : { ...entered, ...settings }),
    outgoing: server.outgoing,
    standIn,
    clock,
  });
  return {
    ...server,
    client,
    start: ({ scopes = [], providerParams = {} } = {}) =>
      client.authorizationUrl(environment, provider, { ...flow, scopes, providerParams }),
    login: (params = {}, scopes = []) =>
      client.exchange(environment, provider, {
        ...flow,
        scopes,
        params: { code: 'code-1', state: flow.state, ...params },
      }),
  };
}

export { environment as testEnvironment };
