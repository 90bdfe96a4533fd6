import type { Outgoing } from '../../platform/http/outgoing.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProviderSlug } from './providers/slugs.ts';

/** What a flow asks a provider for. */
export interface AuthorizationRequest {
  /** The callback of the environment, the same for all providers. */
  redirectUri: string;
  state: string;
  /** High entropy; sent to providers that put it into an ID token. */
  nonce: string;
  /** High entropy, RFC 7636 section 4.1; its S256 challenge is sent where the provider knows PKCE. */
  codeVerifier: string;
  /** `custom_scopes`, in addition to the default ones. */
  scopes: readonly string[];
  /** `provider_<name>` parameters without the prefix. Those the protocol needs are left alone. */
  providerParams: Readonly<Record<string, string>>;
}

/** The provider's answer at the callback, and what the flow was started with. */
export interface CallbackRequest {
  /** Query or form fields as they came. */
  params: Readonly<Record<string, string>>;
  redirectUri: string;
  state: string;
  nonce: string;
  codeVerifier: string;
  /** The `custom_scopes` of the start, told again where the provider does not say what it granted. */
  scopes?: readonly string[];
}

/** Absent ones are empty texts, as on the wire. */
export interface ProviderTokens {
  access_token: string;
  /** Seconds from now; absent where the provider does not say. */
  access_token_expires_in?: number;
  refresh_token: string;
  id_token: string;
  /** Granted, or asked for where the provider does not say. */
  scopes: string[];
}

export interface ProviderName {
  first_name: string;
  middle_name: string;
  last_name: string;
}

/** An account at a provider, as proven by it. */
export interface ProviderIdentity {
  /** Stable id of the account at the provider, never empty. */
  subject: string;
  email: string | undefined;
  /** True only where the provider guarantees it (behaviour-messaging-oauth 5.7). */
  emailVerified: boolean;
  name: ProviderName;
  /** Empty where there is none. */
  pictureUrl: string;
  locale: string;
  /** Claims of the ID token and what the provider's own endpoint said, for hooks and logs of apps. */
  profile: Record<string, unknown>;
  tokens: ProviderTokens;
}

/** A login with an ID token alone: Google One Tap, Google and Apple on phones. */
export interface IdTokenRequest {
  idToken: string;
  /** As the client sent it; Apple's claim holds a hash of it. Absent: it is not looked at. */
  nonce?: string;
}

/**
 * - `not_configured`: the environment has no complete settings for the provider
 * - `denied`: the person, or the provider on their behalf, said no
 * - `provider_error`: the provider refused for another reason, or said what makes no sense
 * - `unreachable`: no answer in time, none at all, or from an address that is not allowed
 * - `invalid_token`: an ID token that does not prove what it should
 */
export type ProviderFailureKind =
  | 'not_configured'
  | 'denied'
  | 'provider_error'
  | 'unreachable'
  | 'invalid_token';

/** Where it happened: in the redirect back, at the token endpoint, or reading who it is. */
export type ProviderFailureStage = 'settings' | 'callback' | 'token' | 'identity';

/** Cases with an entry of their own in the error catalogue. */
export type ProviderFailureDetail =
  | 'microsoft_expired_secret'
  | 'microsoft_invalid_secret'
  | 'google_missing_information'
  | 'twitter_401'
  | 'twitter_403'
  | 'id_token_expired'
  | 'id_token_incorrect_audience'
  | 'id_token_nonce_invalid';

export interface ProviderFailureOptions {
  kind: ProviderFailureKind;
  stage: ProviderFailureStage;
  provider: ProviderSlug;
  description: string;
  code?: string | undefined;
  detail?: ProviderFailureDetail | undefined;
  cause?: unknown;
}

/** The one thing a provider client throws for what is wrong outside of this server. */
export class ProviderFailure extends Error {
  readonly kind: ProviderFailureKind;
  readonly stage: ProviderFailureStage;
  readonly provider: ProviderSlug;
  /** In our words, or the provider's cut to length: for logs and checks; no secrets in it. */
  readonly description: string;
  /** The provider's OAuth error code (RFC 6749 sections 4.1.2.1 and 5.2), e.g. `invalid_client`. */
  readonly code: string | undefined;
  readonly detail: ProviderFailureDetail | undefined;

  constructor(options: ProviderFailureOptions) {
    super(`${options.provider}: ${options.description}`, { cause: options.cause });
    this.name = 'ProviderFailure';
    this.kind = options.kind;
    this.stage = options.stage;
    this.provider = options.provider;
    this.description = options.description;
    this.code = options.code;
    this.detail = options.detail;
  }
}

/**
 * The OpenID provider inside this server. In a TEST environment it answers in the place of every
 * provider that has no settings there; the way to it is the one to any other OpenID provider.
 */
export interface StandIn {
  /**
   * Undefined outside TEST environments. Endpoints and keys stand in its discovery document; it
   * signs with ES256. What a provider's mail is worth (5.7) holds for its stand-in too: where the
   * provider never guarantees an address, the stand-in's `email_verified` does not either.
   */
  clientFor(environment: Environment, provider: ProviderSlug): StandInClient | undefined;
  /**
   * The same as what it is given, but for requests to stand-in issuers: those are answered inside
   * this process, which has no need to know how it is reached from outside.
   */
  within(outgoing: Outgoing): Outgoing;
}

/** `client_secret_basic` and `client_secret_post` are both fine. */
export interface StandInClient {
  issuer: string;
  clientId: string;
  clientSecret: string;
}

/** Speaks to providers with an environment's settings. Throws `ProviderFailure`. */
export interface ProviderClient {
  /** Throws `not_configured` where neither settings nor a stand-in are there. */
  assertConfigured(environment: Environment, provider: ProviderSlug): Promise<void>;
  /** Where to send the browser. */
  authorizationUrl(
    environment: Environment,
    provider: ProviderSlug,
    request: AuthorizationRequest,
  ): Promise<URL>;
  /** Checks the answer, redeems its code and finds out who it is. */
  exchange(
    environment: Environment,
    provider: ProviderSlug,
    callback: CallbackRequest,
  ): Promise<ProviderIdentity>;
  /** New tokens; an empty refresh token means that the old one stays good. */
  refresh(
    environment: Environment,
    provider: ProviderSlug,
    refreshToken: string,
  ): Promise<ProviderTokens>;
  /** For any of the environment's client ids at the provider, those of phone apps included. */
  identify(
    environment: Environment,
    provider: 'google' | 'apple',
    request: IdTokenRequest,
  ): Promise<ProviderIdentity>;
}
