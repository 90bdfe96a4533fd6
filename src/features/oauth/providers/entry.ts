import type { ProviderFailureDetail } from '../provider-client.ts';
import type { ProviderSettings } from '../settings/provider-settings.ts';
import type { SettingField } from '../settings/setting-field.ts';
import type { ProviderSlug } from './slugs.ts';

export type JsonObject = Record<string, unknown>;

/** Where a provider listens. Names as in RFC 8414 section 2, where it has them. */
export interface Endpoints {
  /** Of ID tokens; several spellings where the provider uses them. */
  issuer?: string | readonly string[];
  authorization_endpoint: string;
  token_endpoint: string;
  /** Where new tokens are had for a refresh token, if not there. */
  refresh_endpoint?: string;
  jwks_uri?: string;
  /** Whatever tells who the owner of an access token is. */
  userinfo_endpoint?: string;
  /** Where the provider lists addresses apart from the account. */
  emails_endpoint?: string;
}

export type EndpointName = keyof Endpoints;

/**
 * Where in the claims a value stands: a name, or names joined by dots. Of several the first that
 * is there counts.
 */
export type ClaimPath = string | readonly string[];

export interface ClaimsMap {
  subject: ClaimPath;
  email?: ClaimPath;
  /** True or "true" there makes the email a verified one; without it no email ever is. */
  emailVerified?: ClaimPath;
  /** Whole names are taken apart at the first space where the parts are missing. */
  name?: ClaimPath;
  givenName?: ClaimPath;
  middleName?: ClaimPath;
  familyName?: ClaimPath;
  picture?: ClaimPath;
  locale?: ClaimPath;
}

export interface IdTokenRules {
  /** Signature algorithms of the provider; asymmetric ones only. */
  algorithms: readonly string[];
  /** Where the issuer depends on the token itself; else that of the endpoints. */
  issuer?: (claims: JsonObject, settings: ProviderSettings) => string | undefined;
  /** False where the provider does not hand the nonce back; one that is there must fit anyway. */
  nonce?: false;
  /** How clients on phones turn the nonce they send us into the claim; else it is the same. */
  clientNonce?: (nonce: string) => string[];
}

/** Reads from the provider with the access token that it has just handed out. */
export interface ProviderApi {
  endpoints: Endpoints;
  settings: ProviderSettings;
  accessToken: string;
  /** Of the token answer, its other members included. */
  answer: JsonObject;
  /** A JSON object; throws a ProviderFailure for all else. */
  get(url: string | undefined, query?: Record<string, string>): Promise<JsonObject>;
  /** The same for an answer that is a list. */
  list(url: string | undefined): Promise<JsonObject[]>;
}

/** What an operator reads in docs/oauth-providers.md. */
export interface ProviderGuide {
  /** Where the application is registered. */
  console: string;
  /** How the provider calls the place for our callback URL. */
  callback: string;
  /** The provider takes no callback over plain http. */
  httpsOnly?: true;
  /** What else is to be done or known, a sentence each. */
  notes?: readonly string[];
}

/** Everything that is particular about a provider: its page. */
export interface ProviderEntry {
  slug: ProviderSlug;
  /** As people know it. */
  title: string;
  /** `provider_type` on the wire. */
  displayName: string;
  /** Member of a session's authentication factor. */
  factorKey: string;
  guide: ProviderGuide;
  /** What an operator enters. */
  fields: readonly SettingField[];
  /** Absent for those that are found by discovery (OpenID Connect Discovery 1.0). */
  endpoints?: Endpoints | ((settings: ProviderSettings) => Endpoints);
  scopes: readonly string[];
  /** Default: a space (RFC 6749 section 3.3). */
  scopeSeparator?: ',';
  /** Whether the provider checks S256 challenges of confidential clients (RFC 7636). */
  pkce: boolean;
  /** `post` and `basic` as in RFC 6749 section 2.3.1, the latter without its form encoding. */
  clientAuthentication: 'post' | 'basic' | 'discovered' | 'signed-secret';
  /** Default: client_id. */
  clientIdParameter?: 'client_key';
  /** Sent with every authorization request; `provider_` parameters may replace them. */
  authorizationParameters?: Readonly<Record<string, string>>;
  /** Sent and not to be replaced. */
  fixedParameters?: Readonly<Record<string, string>>;
  /** Present where the provider hands out ID tokens, which then must be there. */
  idToken?: IdTokenRules;
  /** Makes the token answer what RFC 6749 sections 5.1 and 5.2 ask for. */
  tokenAnswer?: (answer: JsonObject) => JsonObject;
  /** Claims beside those of the ID token. */
  profile?: (api: ProviderApi) => Promise<JsonObject>;
  /** From what the browser brought back with the code. */
  callbackClaims?: (params: Readonly<Record<string, string>>) => JsonObject;
  claims: ClaimsMap;
  /** The case of the error catalogue that an error answer is, if it is one. */
  failureDetail?: (status: number, answer: JsonObject) => ProviderFailureDetail | undefined;
}

/** UserInfo of OpenID Connect, or whatever has its form: one JSON object. */
export const userinfo = (api: ProviderApi): Promise<JsonObject> =>
  api.get(api.endpoints.userinfo_endpoint);

/** The standard claims (OpenID Connect Core 1.0 section 5.1). */
export const standardClaims: ClaimsMap = {
  subject: 'sub',
  email: 'email',
  emailVerified: 'email_verified',
  name: 'name',
  givenName: 'given_name',
  middleName: 'middle_name',
  familyName: 'family_name',
  picture: 'picture',
  locale: 'locale',
};

/** Gives the provider's own words for RFC 6749's errors their standard name. */
export const standardErrors =
  (names: Readonly<Record<string, string>>) =>
  (answer: JsonObject): JsonObject => {
    const { error } = answer;
    const standard = typeof error === 'string' ? names[error] : undefined;
    return standard === undefined ? answer : { ...answer, error: standard };
  };
