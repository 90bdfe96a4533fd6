import type { Database } from '../../platform/db/executor.ts';
import { noteClient, noteRoutine } from '../audit/audit-subject.ts';
import { apiError } from '../catalogue.ts';
import { audienceOf, m2mClaims } from '../jwt-templates/jwt-templates.ts';
import type { AccessTokens } from '../oauth2/access-tokens.ts';
import type {
  ClientKind,
  ClientRequest,
  TokenAnswer,
  TokenRequest,
} from '../oauth2/client-kind.ts';
import { confirmVersion } from '../projects/environment.ts';
import type { ClientSecrets } from './client-secret.ts';
import * as store from './m2m-client.store.ts';
import type { M2mClientRecord } from './m2m-client.ts';
import { grantScope } from './scopes.ts';

/** One hour, not configurable (behaviour-platform 1.5). */
const LIFETIME_SECONDS = 3_600;

/** What OAuth itself reads of a request is no variable of the template, the secret least of all. */
const OWN = new Set(['grant_type', 'client_id', 'client_secret', 'scope']);

const withoutCredentials = (parameters: TokenRequest['parameters']) =>
  Object.fromEntries(Object.entries(parameters).filter(([name]) => !OWN.has(name)));

export interface M2mClientKindDependencies {
  database: Database;
  tokens: AccessTokens;
  secrets: ClientSecrets;
}

/** M2M clients at the OAuth endpoints: they have the grant `client_credentials` and no other. */
export function createM2mClientKind(dependencies: M2mClientKindDependencies): ClientKind {
  const { database, tokens, secrets } = dependencies;

  /** One answer whatever is wrong: id, secret or status. */
  function accept(request: ClientRequest, found: store.FoundClient): M2mClientRecord {
    const { environment, credentials } = request;
    confirmVersion(environment, found.version);
    const { client } = found;
    if (client) noteClient(environment.subject, client.clientId, false);
    if (client?.status !== 'active') throw apiError('invalid_client');
    const stored = [client.secretHash, client.nextSecretHash].filter((hash) => hash !== null);
    const proven = credentials.secrets.some((given) =>
      stored.some((hash) => secrets.matches(environment.id, client.clientId, hash, given)),
    );
    if (!proven) throw apiError('invalid_client');
    noteClient(environment.subject, client.clientId, true);
    return client;
  }

  async function authenticated(request: ClientRequest): Promise<M2mClientRecord> {
    const { environment, credentials } = request;
    return accept(request, await store.findClient(database, environment.id, credentials.clientId));
  }

  const templateClaims = ({ environment, parameters }: TokenRequest, client: M2mClientRecord) =>
    m2mClaims(environment, {
      client: {
        client_id: client.clientId,
        client_name: client.name,
        scopes: client.scopes,
        trusted_metadata: client.trustedMetadata,
      },
      request: withoutCredentials(parameters),
    });

  async function clientCredentials(request: TokenRequest): Promise<TokenAnswer> {
    const { environment, issuer, parameters } = request;
    const client = await authenticated(request);
    noteRoutine(environment.subject);
    const requested = parameters['scope'];
    const access_token = await tokens.sign(environment, {
      issuer,
      subject: client.clientId,
      scope: grantScope(client.scopes, typeof requested === 'string' ? requested : undefined),
      audience: audienceOf(environment, 'M2M'),
      lifetimeSeconds: LIFETIME_SECONDS,
      claims: templateClaims(request, client),
    });
    return { access_token, token_type: 'bearer', expires_in: LIFETIME_SECONDS };
  }

  return {
    // Ids that callers choose have no shape: what no other kind claims is one of these.
    owns: () => true,
    grants: { client_credentials: clientCredentials },
    async authenticate(request) {
      await authenticated(request);
    },

    async introspect(lookup) {
      const { environment, credentials, token } = lookup;
      const read = tokens.read(environment, token);
      const found = await store.findClientAndToken(
        database,
        environment.id,
        credentials.clientId,
        read?.hash ?? '',
      );
      const { clientId } = accept(lookup, found);
      if (!read || found.revoked || read.claims.sub !== clientId) return undefined;
      return { ...read.claims, client_id: clientId, token_type: 'access_token' };
    },

    async revoke(lookup) {
      const { environment, token } = lookup;
      const { clientId } = await authenticated(lookup);
      const read = tokens.read(environment, token);
      if (read?.claims.sub === clientId) await tokens.revoke(environment, read);
    },

    environmentsOf: (clientId) => store.listEnvironmentsOfClient(database, clientId),
  };
}
