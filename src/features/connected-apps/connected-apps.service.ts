import type { Clock } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import type { Outgoing } from '../../platform/http/outgoing.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { ClientKind } from '../oauth2/client-kind.ts';
import type { JwtSigner } from '../oauth2/signed-jwt.ts';
import type { Environment } from '../projects/environment.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import type { Users } from '../users/users.service.ts';
import { type Authorizing, createAuthorizing } from './authorizing.ts';
import { deleteDynamicClients, listIdentityProviders } from './client.store.ts';
import { createConnectedAppKind } from './client-kind.ts';
import { type Clients, createClients } from './clients.ts';
import { type Consents, createConsents } from './consents.ts';
import { createDiscovery, type Discover } from './discovery.ts';
import { createExchange, type ExchangeAccessToken } from './exchanging.ts';
import { type IdTokenHint, readIdTokenHint } from './id-token-hint.ts';
import { createLogout, type StartLogout } from './logging-out.ts';
import { createClientResolver } from './metadata-documents.ts';
import { createRegistering, type RegisterClient } from './registering.ts';
import { createScopes, type ScopePolicy } from './scopes.ts';
import { createTokenGrants } from './token-grants.ts';
import { createTokenIssuer } from './token-issuer.ts';
import { createUserinfo, tokenHolder, type Userinfo } from './userinfo.ts';

/** Selvage as an identity provider: the apps, what users grant to them, and their tokens. */
export interface ConnectedApps {
  clients: Clients;
  authorizing: Authorizing;
  consents: Consents;
  /** Connected Apps at the endpoints that all OAuth clients share. */
  clientKind: ClientKind;
  userinfo: Userinfo;
  register: RegisterClient;
  discover: Discover;
  startLogout: StartLogout;
  /** Undefined for what is no ID token of this environment. */
  readIdTokenHint(environment: Environment, token: string): IdTokenHint | undefined;
  /** The environments that a call may mean which names none, two at most. */
  identityProviders(): Promise<string[]>;
  exchange: ExchangeAccessToken;
  /** For a reset: clients that came by themselves go, those that were set up stay. */
  clear(tx: Executor, environment: Environment): Promise<void>;
}

export interface ConnectedAppsDependencies {
  database: Database;
  vault: Vault;
  /** Real time; rules use the environment's. */
  clock: Clock;
  users: Users;
  sessions: Sessions;
  limits: Limits;
  /** For client ID metadata documents, within their bounds. */
  outgoing: Outgoing;
  rbac: ScopePolicy;
  signer: JwtSigner;
  publicUrl: string;
  /** The issuer that strict clients know from discovery. */
  issuerOf(environment: Environment): string;
}

export function createConnectedApps(dependencies: ConnectedAppsDependencies): ConnectedApps {
  const { database, vault, clock, users, sessions, limits, signer, issuerOf } = dependencies;
  const { publicUrl, outgoing } = dependencies;
  const scopes = createScopes(dependencies.rbac);
  const issueTokens = createTokenIssuer({ signer, clock });
  const grants = createTokenGrants({ database, vault, scopes, issueTokens });
  const hold = tokenHolder({ database, signer, clock });

  return {
    clients: createClients(database),
    authorizing: createAuthorizing({
      database,
      clock,
      users,
      sessions,
      scopes,
      resolveClient: createClientResolver({ database, outgoing, limits }),
      issuerOf,
    }),
    consents: createConsents({ database, users }),
    clientKind: createConnectedAppKind({ database, signer, clock, grants }),
    userinfo: createUserinfo(hold),
    register: createRegistering(database, limits),
    discover: createDiscovery(publicUrl, scopes),
    startLogout: createLogout(database, signer),
    readIdTokenHint: (environment, token) => readIdTokenHint(signer, environment, token),
    identityProviders: () => listIdentityProviders(database),
    exchange: createExchange({ database, users, sessions, hold }),
    async clear(tx, environment) {
      await deleteDynamicClients(tx, environment.id);
    },
  };
}
