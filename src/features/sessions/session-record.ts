import { decodeJson } from '../../platform/db/json.ts';
import type { Attributes } from '../users/wire.ts';
import type { AuthenticationFactor } from './wire.ts';

/** A session as stored. Instants in milliseconds of the environment's time. */
export interface SessionRecord {
  id: string;
  userId: string;
  startedAt: number;
  lastAccessedAt: number;
  expiresAt: number;
  attributes: Attributes;
  factors: AuthenticationFactor[];
  customClaims: Record<string, unknown>;
}

export interface SessionRow {
  session_id: string;
  session_user_id: string;
  started_at: number;
  last_accessed_at: number;
  session_expires_at: number;
  session_attributes: string;
  authentication_factors: string;
  custom_claims: string;
}

/** Aliases for `sessions as s`. */
export const sessionColumns = [
  's.id as session_id',
  's.user_id as session_user_id',
  's.started_at',
  's.last_accessed_at',
  's.expires_at as session_expires_at',
  's.attributes as session_attributes',
  's.authentication_factors',
  's.custom_claims',
] as const;

export const readSession = (row: SessionRow): SessionRecord => ({
  id: row.session_id,
  userId: row.session_user_id,
  startedAt: row.started_at,
  lastAccessedAt: row.last_accessed_at,
  expiresAt: row.session_expires_at,
  attributes: decodeJson(row.session_attributes),
  factors: decodeJson(row.authentication_factors),
  customClaims: decodeJson(row.custom_claims),
});
