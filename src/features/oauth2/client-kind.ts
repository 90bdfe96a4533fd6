import type { Environment } from '../projects/environment.ts';
import type { ClientCredentials } from './client-credentials.ts';

/** What every call of a client brings. Nothing in it is proven but the environment. */
export interface ClientRequest {
  environment: Environment;
  credentials: ClientCredentials;
}

export interface TokenRequest extends ClientRequest {
  /** `iss` of what is issued. */
  issuer: string;
  /** Everything that was sent, credentials included. */
  parameters: Readonly<Record<string, unknown>>;
}

/** The success body of the token endpoint (RFC 6749 section 5.1). */
export interface TokenAnswer {
  access_token: string;
  token_type: 'bearer';
  /** Seconds. */
  expires_in: number;
  scope?: string;
  refresh_token?: string;
  id_token?: string;
}

/** Issues tokens, or throws an OAuth error. Authenticates the client itself, in its own statement. */
export type Grant = (request: TokenRequest) => Promise<TokenAnswer>;

/** A token that a client asks about or takes back. */
export interface TokenLookup extends ClientRequest {
  /** Of the address that was called: `iss` of what says of itself nothing. */
  issuer: string;
  token: string;
  hint: string | undefined;
}

/** The active answer of introspection (RFC 7662 section 2.2), custom claims among it. */
export interface ActiveToken {
  sub: string;
  scope: string;
  aud: string[];
  iss: string;
  iat: number;
  nbf: number;
  exp: number;
  client_id: string;
  token_type: 'access_token' | 'refresh_token';
  [claim: string]: unknown;
}

/**
 * One kind of client of the `/oauth2/*` endpoints. Which kind a client is shows in its id, so that
 * one statement can read client, version and all that the kind needs. Every method confirms the
 * environment's version and throws `invalid_client` for a client that it cannot authenticate.
 */
export interface ClientKind {
  owns(clientId: string): boolean;
  /** By `grant_type`. */
  grants: Readonly<Record<string, Grant>>;
  authenticate(request: ClientRequest): Promise<void>;
  /** undefined where the token is not active, unknown or another client's. */
  introspect(lookup: TokenLookup): Promise<ActiveToken | undefined>;
  /** Does nothing where the token is unknown or another client's (RFC 7009 section 2.2). */
  revoke(lookup: TokenLookup): Promise<void>;
  /** The uuids of the environments that have a client of this id, two at most. */
  environmentsOf(clientId: string): Promise<string[]>;
}
