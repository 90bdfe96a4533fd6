import type { Instant, Json } from './schema.ts';

/** Tables of OAuth logins, part of the schema beside this file. */

/** A browser that was sent to a provider and has not come back. */
export interface OAuthFlowTable {
  environment_id: string;
  state_hash: string;
  /** Of the secret in the cookie that the browser was given with it. */
  browser_hash: string;
  /** Slug, as in the start URL. */
  provider: string;
  login_redirect_url: string;
  signup_redirect_url: string;
  /** Separated by spaces; empty without any. */
  custom_scopes: string;
  /** Towards us; null where the app began without PKCE. */
  code_challenge: string | null;
  /** Whose login it shall be, whatever the provider says; null without an attach token. */
  attach_user_id: string | null;
  created_at: Instant;
  expires_at: Instant;
  /** The row stays until it expires, so that a replay is told apart from nonsense. */
  used_at: Instant | null;
}

/** What an app exchanges for a login, once; the row goes with it. */
export interface OAuthTokenTable {
  environment_id: string;
  token_hash: string;
  user_id: string;
  /** The registration: the uuid inside oauth_user_registration_id. */
  factor_id: string;
  /** The user's address that the provider vouched for; null where there is none. */
  email_factor_id: string | null;
  code_challenge: string | null;
  /** The provider's own tokens, sealed by the vault; null once it is too late to fetch them. */
  provider_values: string | null;
  created_at: Instant;
  expires_at: Instant;
}

/** Names the user of a flow that has not begun; the row goes when it begins. */
export interface OAuthAttachTokenTable {
  environment_id: string;
  token_hash: string;
  user_id: string;
  provider: string;
  created_at: Instant;
  expires_at: Instant;
}

/** An authorization code of the stand-in provider of a TEST environment. */
export interface OAuthStandInCodeTable {
  environment_id: string;
  code_hash: string;
  /** Who was chosen, and what the request was bound to. */
  login: Json;
  created_at: Instant;
  expires_at: Instant;
}
