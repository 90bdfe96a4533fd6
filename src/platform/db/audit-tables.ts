import type { Instant, Json } from './schema.ts';

/** Written once, never changed, deleted by age only (a trigger refuses updates). */
export interface AuditLogTable {
  /**
   * Whose log it is: an environment; a workspace, for what concerns no single environment; or the
   * nil uuid, for requests that nobody can be found for. It outlives them.
   */
  environment_id: string;
  /** Version 7 of `created_at`, so that a span of time is a span of ids. */
  id: string;
  /** Real time, never the test clock. */
  created_at: Instant;
  /** Id of the operation, `magic_links.authenticate`. */
  action: string;
  result: 'success' | 'refused' | 'failed';
  /** Of the HTTP answer; 0 where there was none. */
  status_code: number;
  /** error_type of a refusal, or why somebody says they did it; else empty. */
  reason: string;
  /** Wire id of the credential, `command-line:<login>` or `anonymous`. */
  actor: string;
  user_id: string | null;
  session_id: string | null;
  ip_address: string;
  user_agent: string;
  /** Wire form; empty where there was no request. */
  request_id: string;
  /** Ids and masked recipients by name. */
  details: Json;
}

/** What an operator exchanges for a session of a user, once; the row goes with it. */
export interface ImpersonationTokenTable {
  environment_id: string;
  token_hash: string;
  user_id: string;
  /** Wire id of a management key, `command-line:<login>`, or what the caller named. */
  impersonator_id: string;
  impersonator_email_address: string;
  /** Why, in the operator's words. */
  reason: string;
  created_at: Instant;
  expires_at: Instant;
}
