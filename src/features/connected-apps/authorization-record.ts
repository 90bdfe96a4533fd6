import type { ConnectedAppAuthorizationTable } from '../../platform/db/connected-app-tables.ts';
import { decodeJson } from '../../platform/db/json.ts';

/** One completed authorize flow. Instants in milliseconds of the environment's time. */
export interface Authorization {
  id: string;
  userId: string;
  clientId: string;
  /** The session that authorized; null where the backend named the user. */
  sessionId: string | null;
  /** As granted, in the order of the request. */
  scopes: string[];
  resources: string[];
  redirectUri: string;
  nonce: string | null;
  codeChallenge: string | null;
  codeHash: string;
  codeExpiresAt: number;
  codeUsedAt: number | null;
  refreshHash: string | null;
  refreshPreviousHash: string | null;
  refreshedAt: number | null;
  refreshExpiresAt: number | null;
  revokedAt: number | null;
  revokedBy: ConnectedAppAuthorizationTable['revoked_by'];
  /** When the user had logged in, by real time; null where the backend named the user. */
  authenticatedAt: number | null;
}

/** Aliases for `connected_app_authorizations as a`, where no other table has the name. */
export const authorizationColumns = [
  'a.id as authorization_id',
  'a.user_id as authorization_user_id',
  'a.client_id as authorization_client_id',
  'a.session_id as authorization_session_id',
  'a.scopes as authorization_scopes',
  'a.resources',
  'a.redirect_uri',
  'a.nonce',
  'a.code_challenge',
  'a.code_hash',
  'a.code_expires_at',
  'a.code_used_at',
  'a.refresh_hash',
  'a.refresh_previous_hash',
  'a.refreshed_at',
  'a.refresh_expires_at',
  'a.revoked_at',
  'a.revoked_by',
  'a.authenticated_at',
] as const;

type Table = ConnectedAppAuthorizationTable;

export interface AuthorizationRow
  extends Omit<
    Table,
    | 'environment_id'
    | 'id'
    | 'user_id'
    | 'client_id'
    | 'session_id'
    | 'scopes'
    | 'created_at'
    | 'expires_at'
  > {
  authorization_id: string;
  authorization_user_id: string;
  authorization_client_id: string;
  authorization_session_id: string | null;
  authorization_scopes: string;
}

export const splitScopes = (text: string): string[] => text.split(' ').filter(Boolean);

export const readAuthorization = (row: AuthorizationRow): Authorization => ({
  id: row.authorization_id,
  userId: row.authorization_user_id,
  clientId: row.authorization_client_id,
  sessionId: row.authorization_session_id,
  scopes: splitScopes(row.authorization_scopes),
  resources: decodeJson(row.resources),
  redirectUri: row.redirect_uri,
  nonce: row.nonce,
  codeChallenge: row.code_challenge,
  codeHash: row.code_hash,
  codeExpiresAt: row.code_expires_at,
  codeUsedAt: row.code_used_at,
  refreshHash: row.refresh_hash,
  refreshPreviousHash: row.refresh_previous_hash,
  refreshedAt: row.refreshed_at,
  refreshExpiresAt: row.refresh_expires_at,
  revokedAt: row.revoked_at,
  revokedBy: row.revoked_by,
  authenticatedAt: row.authenticated_at,
});
