import type { Generated } from 'kysely';
import type { AuditLogTable, ImpersonationTokenTable } from './audit-tables.ts';
import type {
  AccessTokenUseTable,
  ConnectedAppAuthorizationTable,
  ConnectedAppGrantTable,
  ConnectedAppTable,
  SessionTokenTable,
} from './connected-app-tables.ts';
import type {
  OAuthAttachTokenTable,
  OAuthFlowTable,
  OAuthStandInCodeTable,
  OAuthTokenTable,
} from './oauth-tables.ts';

/**
 * The tables, one truth for both databases. Conventions: an `Instant` is milliseconds since 1970;
 * a `Flag` is 0 or 1; a `Json` is JSON text written by `platform/db/json.ts`; ids are uuids
 * without the wire prefix. Every primary key of tenant data begins with the environment.
 */
export interface Schema {
  workspaces: WorkspaceTable;
  workspace_keys: WorkspaceKeyTable;
  projects: ProjectTable;
  environments: EnvironmentTable;
  secrets: SecretTable;
  public_tokens: PublicTokenTable;
  redirect_urls: RedirectUrlTable;
  signing_keys: SigningKeyTable;
  users: UserTable;
  factors: FactorTable;
  sessions: SessionTable;
  magic_links: MagicLinkTable;
  messages: MessageTable;
  suppressions: SuppressionTable;
  periodic_tasks: PeriodicTaskTable;
  rate_limits: RateLimitTable;
  one_time_codes: OneTimeCodeTable;
  unlock_links: UnlockLinkTable;
  email_templates: EmailTemplateTable;
  default_email_templates: DefaultEmailTemplateTable;
  passwords: PasswordTable;
  totps: TotpTable;
  totp_recovery_codes: TotpRecoveryCodeTable;
  crypto_wallet_challenges: CryptoWalletChallengeTable;
  webauthn_challenges: WebauthnChallengeTable;
  webauthn_credentials: WebauthnCredentialTable;
  trusted_token_profiles: TrustedTokenProfileTable;
  trusted_token_pem_files: TrustedTokenPemFileTable;
  m2m_clients: M2mClientTable;
  m2m_client_scopes: M2mClientScopeTable;
  revoked_tokens: RevokedTokenTable;
  oauth_flows: OAuthFlowTable;
  oauth_tokens: OAuthTokenTable;
  oauth_attach_tokens: OAuthAttachTokenTable;
  oauth_stand_in_codes: OAuthStandInCodeTable;
  oauth_providers: OAuthProviderTable;
  connected_apps: ConnectedAppTable;
  connected_app_grants: ConnectedAppGrantTable;
  connected_app_authorizations: ConnectedAppAuthorizationTable;
  access_token_uses: AccessTokenUseTable;
  session_tokens: SessionTokenTable;
  audit_log: AuditLogTable;
  impersonation_tokens: ImpersonationTokenTable;
}

export type Instant = number;
export type Flag = 0 | 1;
export type Json = string;

export interface WorkspaceTable {
  id: string;
  name: string;
  created_at: Instant;
}

export interface WorkspaceKeyTable {
  id: string;
  workspace_id: string;
  name: string;
  secret_hash: string;
  last_four: string;
  created_at: Instant;
}

export interface ProjectTable {
  id: string;
  workspace_id: string;
  slug: string;
  name: string;
  vertical: 'CONSUMER' | 'B2B';
  created_at: Instant;
}

export interface EnvironmentTable {
  /** The uuid inside the wire's project_id. */
  id: string;
  project_id: string;
  slug: string;
  name: string;
  type: 'TEST' | 'LIVE';
  /** Grows with every change of what a node may cache of this environment. */
  version: number;
  /** EnvironmentSettings. */
  settings: Json;
  /** Added to the real time in TEST environments. */
  clock_offset: number;
  oauth_callback_id: string;
  created_at: Instant;
}

export interface SecretTable {
  environment_id: string;
  id: string;
  secret_hash: string;
  last_four: string;
  created_at: Instant;
  used_at: Instant | null;
}

export interface PublicTokenTable {
  environment_id: string;
  id: string;
  created_at: Instant;
}

export interface RedirectUrlTable {
  environment_id: string;
  url: string;
  /** `[{"type":"LOGIN","isDefault":true}]` */
  valid_types: Json;
  created_at: Instant;
}

export interface SigningKeyTable {
  environment_id: string;
  /** The uuid inside the wire's kid. */
  id: string;
  /** PKCS #8 PEM, sealed by the vault. */
  private_key: string;
  /** JWK members n and e. */
  public_jwk: Json;
  created_at: Instant;
  /** Signs from here on; listed in the JWKS before. Real time, never the test clock. */
  signs_from: Instant;
  /** Listed until here; null while no newer key exists. */
  listed_until: Instant | null;
}

export interface UserTable {
  environment_id: string;
  id: string;
  status: 'active' | 'pending';
  first_name: string;
  middle_name: string;
  last_name: string;
  /** Lower-case `first middle last` and `first last`, for the fuzzy search. */
  name_search: string;
  external_id: string | null;
  trusted_metadata: Json;
  untrusted_metadata: Json;
  /** Explicit role ids; the default role is not stored. */
  roles: Json;
  /** Fraud attributes of creation. */
  attributes: Json;
  created_at: Instant;
  lock_created_at: Instant | null;
  lock_expires_at: Instant | null;
  failed_attempts: Generated<number>;
}

export type FactorKind =
  | 'email'
  | 'phone_number'
  | 'webauthn_registration'
  | 'biometric_registration'
  | 'totp'
  | 'crypto_wallet'
  | 'password'
  | 'oauth';

/** Every authentication factor of every kind; the wire's lists on the user are made from it. */
export interface FactorTable {
  environment_id: string;
  /** The uuid inside email_id, phone_id, totp_id ... */
  id: string;
  user_id: string;
  kind: FactorKind;
  /** What a login finds it by, unique per environment and kind: folded address, number ... */
  identifier: string;
  /** Domain of an email address, provider of an OAuth registration; else empty. */
  realm: string;
  verified: Flag;
  /** What the wire shows besides: the address as written, names, types. */
  data: Json;
  created_at: Instant;
  /** A provisional factor vanishes here unless it was verified before. */
  expires_at: Instant | null;
}

export interface SessionTable {
  environment_id: string;
  id: string;
  user_id: string;
  token_hash: string;
  started_at: Instant;
  last_accessed_at: Instant;
  expires_at: Instant;
  attributes: Json;
  authentication_factors: Json;
  custom_claims: Json;
}

export interface MagicLinkTable {
  environment_id: string;
  token_hash: string;
  /** The wire's embedded_id for embeddable links. */
  id: string;
  user_id: string;
  /** The email factor it was sent to; null for embeddable links. */
  factor_id: string | null;
  kind: 'login' | 'signup' | 'invite' | 'embedded' | 'reset_password';
  redirect_url: string | null;
  /** Where "log in without a password" of a reset mail leads; null for every other kind. */
  login_redirect_url: string | null;
  code_challenge: string | null;
  ip_address: string;
  user_agent: string;
  created_at: Instant;
  expires_at: Instant;
  used_at: Instant | null;
}

/** Outbox and, in TEST environments, inbox. */
export interface MessageTable {
  environment_id: string;
  id: string;
  channel: 'email' | 'sms' | 'whatsapp';
  kind: string;
  recipient: string;
  /** What the message is rendered from, sealed; null once it is no longer needed. */
  content: string | null;
  status: 'queued' | 'delivered' | 'failed';
  attempts: number;
  /** When a worker may try (again). Real time, never the test clock. */
  due_at: Instant;
  last_error: string | null;
  created_at: Instant;
  /**
   * From here on its code or link is dead, so it is not sent any more. Real time, never the test
   * clock; null in rows older than the column.
   */
  expires_at: Instant | null;
  /** Of the factor whose code it carries: it is sent only while that code is the live one. */
  code_factor_id: string | null;
}

/** A recipient to whom nothing is sent over the channel, until somebody lifts it. */
export interface SuppressionTable {
  environment_id: string;
  channel: MessageTable['channel'];
  /** What its factor is found by: folded address or E.164. */
  recipient: string;
  created_at: Instant;
}

export interface PeriodicTaskTable {
  name: string;
  due_at: Instant;
}

/** One row a bucket: the count of its newest window. */
export interface RateLimitTable {
  environment_id: string;
  /** Limit name and a digest of the value that is counted. */
  bucket: string;
  window_start: Instant;
  count: number;
}

/** At most one live code a factor: a new one replaces the row. */
export interface OneTimeCodeTable {
  environment_id: string;
  /** The email or phone number it was sent to: the wire's method_id. */
  factor_id: string;
  user_id: string;
  channel: 'email' | 'sms' | 'whatsapp';
  /** The message that carries it; null in rows older than the column. */
  message_id: string | null;
  /** Keyed HMAC: six digits have too little entropy for a plain hash. */
  code_mac: string;
  ip_address: string;
  user_agent: string;
  created_at: Instant;
  expires_at: Instant;
  used_at: Instant | null;
  attempts: number;
}

/** Mailed to a user whom failures have locked; the row goes when the link is used. */
export interface UnlockLinkTable {
  environment_id: string;
  token_hash: string;
  user_id: string;
  created_at: Instant;
  expires_at: Instant;
}

export interface EmailTemplateTable {
  project_id: string;
  /** Chosen by the caller, immutable. */
  template_id: string;
  /** Empty where it has none. */
  name: string;
  /** The only type of mail a template of HTML fits; PREBUILT fits all. */
  type: string;
  /** Sender and one of the two customizations. */
  content: Json;
  created_at: Instant;
}

export interface DefaultEmailTemplateTable {
  project_id: string;
  email_template_type: string;
  template_id: string;
}

/** What a user's password factor is checked against. */
export interface PasswordTable {
  environment_id: string;
  /** The uuid inside password_id. */
  factor_id: string;
  /** `$<algorithm>$...`: ours are Argon2id, imported ones of any kind until the next login. */
  hash: string;
  /** Digest of the rules that the password is known to meet; null where it was never checked. */
  checked_as: string | null;
  created_at: Instant;
  updated_at: Instant;
}

/** What the codes of a user's authenticator app are checked against. */
export interface TotpTable {
  environment_id: string;
  /** The uuid inside totp_id. */
  factor_id: string;
  /** Base32, sealed by the vault. */
  secret: string;
  /** The newest time step whose code was accepted: no code of it or before is taken any more. */
  last_step: number;
  created_at: Instant;
}

export interface TotpRecoveryCodeTable {
  environment_id: string;
  /** The wire's totp_recovery_code_id. */
  id: string;
  factor_id: string;
  /** Keyed HMAC: what a code is looked up by. */
  code_mac: string;
  /** Sealed by the vault, since unused codes can be read back; null once it is used. */
  code: string | null;
  created_at: Instant;
  used_at: Instant | null;
}

/** At most one pending challenge a wallet: a new one replaces the row, a success deletes it. */
export interface CryptoWalletChallengeTable {
  environment_id: string;
  /** The uuid inside crypto_wallet_id. */
  factor_id: string;
  /** New with each challenge, so that one that was replaced cannot use up its successor. */
  id: string;
  /** The identifier of the factor. */
  address: string;
  /** The exact text to sign, sealed by the vault. */
  message: string;
  /** What is told again once it is signed; null where the message is none of EIP-4361. */
  siwe_params: Json | null;
  not_before: Instant | null;
  created_at: Instant;
  expires_at: Instant;
}

/**
 * A ceremony that was started. At most one pending for a user, ceremony and domain; the one that
 * completes it deletes the row.
 */
export interface WebauthnChallengeTable {
  environment_id: string;
  /** SHA-256 of the challenge text. */
  challenge_hash: string;
  /** Null where anybody may answer: a login without a user. */
  user_id: string | null;
  ceremony: 'register' | 'authenticate';
  /** The RP ID. */
  domain: string;
  /** Of a registration, else empty. */
  user_agent: string;
  authenticator_type: string;
  created_at: Instant;
  expires_at: Instant;
}

/** The key behind a WebAuthn registration, whose factor has the credential id as identifier. */
export interface WebauthnCredentialTable {
  environment_id: string;
  /** The uuid inside webauthn_registration_id. */
  factor_id: string;
  user_id: string;
  /** COSE, base64url. */
  public_key: string;
  /** The newest signature counter that was seen; 0 where the authenticator has none. */
  sign_count: number;
  /** Whether the key may be synchronised, and whether it was at its last use. */
  backup_eligible: Flag;
  backed_up: Flag;
  /** Hints for browsers: `["internal","hybrid"]`. */
  transports: Json;
  /** Model of the authenticator, unproven. */
  aaguid: string;
  attestation_format: string;
  created_at: Instant;
  last_used_at: Instant | null;
}

export interface TrustedTokenProfileTable {
  environment_id: string;
  /** The uuid inside the wire's profile_id. */
  id: string;
  name: string;
  issuer: string;
  audience: string;
  public_key_type: 'JWK' | 'PEM';
  /** Null where the keys are PEM files. */
  jwks_url: string | null;
  /** Our attribute to the name of the token's claim. */
  attribute_mapping: Json;
  can_jit_provision: Flag;
  created_at: Instant;
}

export interface TrustedTokenPemFileTable {
  environment_id: string;
  profile_id: string;
  id: string;
  /** As it was given; PEM. */
  public_key: string;
  created_at: Instant;
}

export interface M2mClientTable {
  environment_id: string;
  /** The whole wire id: ours, or one that the caller chose. */
  client_id: string;
  client_name: string;
  client_description: string;
  status: 'active' | 'inactive';
  /** In the order they were given. */
  scopes: Json;
  trusted_metadata: Json;
  /** SHA-256 of a generated secret; for one that the caller chose, the same sealed by the vault. */
  secret_hash: string;
  secret_last_four: string;
  /** Of the secret that is about to replace it; null outside of a rotation. */
  next_secret_hash: string | null;
  next_secret_last_four: string | null;
  created_at: Instant;
}

/** The scopes of M2M clients, one a row, to be searched for. */
export interface M2mClientScopeTable {
  environment_id: string;
  scope: string;
  client_id: string;
}

/** Access tokens that were revoked, until they would have expired. Real time. */
export interface RevokedTokenTable {
  environment_id: string;
  /** SHA-256 of header and payload, which have one spelling only. */
  token_hash: string;
  expires_at: Instant;
}

/** What an environment has entered for an OAuth provider. */
export interface OAuthProviderTable {
  environment_id: string;
  /** Slug, as in the start URL. */
  provider: string;
  client_id: string;
  /** Client secret or Apple's private key, sealed by the vault; null where there is none. */
  secret: string | null;
  /** Everything else, of which nothing is secret. */
  options: Json;
  created_at: Instant;
  updated_at: Instant;
}
