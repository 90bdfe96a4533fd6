import type { Flag, Instant, Json } from './schema.ts';

/** Tables of Connected Apps, part of the schema beside this file. */

export interface ConnectedAppTable {
  environment_id: string;
  /** The uuid inside client_id. */
  id: string;
  client_type: 'first_party' | 'first_party_public' | 'third_party' | 'third_party_public';
  name: string;
  description: string;
  /** Empty where there is none; so are the audience and the templates. */
  logo_url: string;
  redirect_urls: Json;
  post_logout_redirect_urls: Json;
  full_access_allowed: Flag;
  bypass_consent_for_offline_access: Flag;
  access_token_expiry_minutes: number;
  access_token_custom_audience: string;
  access_token_template_content: string;
  id_token_template_content: string;
  /** Null for public clients; the next one while a rotation is under way. */
  secret_hash: string | null;
  secret_last_four: string | null;
  next_secret_hash: string | null;
  next_secret_last_four: string | null;
  creation_method: string;
  /** Digest of what a public client registered itself with: the same again is the same client. */
  registration_hash: string | null;
  client_id_metadata_url: string | null;
  /** Until then the metadata document need not be fetched again. */
  metadata_fresh_until: Instant | null;
  created_at: Instant;
  /** A client that came by itself goes here unless it was used; null for all others. */
  expires_at: Instant | null;
}

/** What a user granted to an app by the last flow that was completed. */
export interface ConnectedAppGrantTable {
  environment_id: string;
  user_id: string;
  client_id: string;
  /** Space separated. */
  scopes: string;
  granted_at: Instant;
  /** From here on nothing is granted, and the next flow asks again. */
  revoked_at: Instant | null;
}

/**
 * One completed authorize flow and all that came of it: its code, the chain of its refresh tokens,
 * and by `revoked_at` its access tokens, which name it in their `jti`.
 */
export interface ConnectedAppAuthorizationTable {
  environment_id: string;
  /** Stands in the code, in the refresh tokens and in the `jti` of access tokens. */
  id: string;
  user_id: string;
  client_id: string;
  /** The session that authorized; null where the backend named the user. */
  session_id: string | null;
  scopes: string;
  resources: Json;
  redirect_uri: string;
  nonce: string | null;
  code_challenge: string | null;
  code_hash: string;
  code_expires_at: Instant;
  code_used_at: Instant | null;
  /** The live refresh token, and the one it replaced. */
  refresh_hash: string | null;
  refresh_previous_hash: string | null;
  refreshed_at: Instant | null;
  refresh_expires_at: Instant | null;
  revoked_at: Instant | null;
  revoked_by: 'user' | 'client' | 'reuse' | null;
  /** When the user had logged in, by real time; null where the backend named the user. */
  authenticated_at: Instant | null;
  created_at: Instant;
  /** From here on nothing of it can be alive. */
  expires_at: Instant;
}

/** What happened to one access token. */
export interface AccessTokenUseTable {
  environment_id: string;
  authorization_id: string;
  jti: string;
  use: 'revoked' | 'exchanged';
  expires_at: Instant;
}

/** Tokens of a session beside the one it was started with. */
export interface SessionTokenTable {
  environment_id: string;
  token_hash: string;
  session_id: string;
  created_at: Instant;
}
