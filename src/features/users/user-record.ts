import { decodeJson } from '../../platform/db/json.ts';
import type { FactorKind } from '../../platform/db/schema.ts';
import { type Factor, type FactorOf, type FactorRow, readFactor } from './factor.ts';

/** A user with all factors, as the rules see it. Instants in milliseconds. */
export interface UserRecord {
  id: string;
  status: 'active' | 'pending';
  firstName: string;
  middleName: string;
  lastName: string;
  externalId: string | null;
  trustedMetadata: Record<string, unknown>;
  untrustedMetadata: Record<string, unknown>;
  /** Explicit roles, without the default one. */
  roles: string[];
  createdAt: number;
  lockCreatedAt: number | null;
  lockExpiresAt: number | null;
  /** Consecutive failures since the last success or lock. */
  failedAttempts: number;
  /** Oldest first; expired provisional ones are gone. */
  factors: Factor[];
}

/** Whether a success leaves the user as they are: see `markAuthenticated`. */
export const isSettled = (user: UserRecord): boolean =>
  user.status === 'active' && user.failedAttempts === 0 && user.lockExpiresAt === null;

/** A user row joined with one of its factors, or with none. */
export interface UserRow extends Nulls<FactorRow> {
  user_id: string;
  status: 'active' | 'pending';
  first_name: string;
  middle_name: string;
  last_name: string;
  external_id: string | null;
  trusted_metadata: string;
  untrusted_metadata: string;
  roles: string;
  user_created_at: number;
  lock_created_at: number | null;
  lock_expires_at: number | null;
  failed_attempts: number;
}

type Nulls<T> = { [K in keyof T]: T[K] | null };

/** Aliases for `users as u` and `factors as f` in every statement that reads users. */
export const userColumns = [
  'u.id as user_id',
  'u.status',
  'u.first_name',
  'u.middle_name',
  'u.last_name',
  'u.external_id',
  'u.trusted_metadata',
  'u.untrusted_metadata',
  'u.roles',
  'u.created_at as user_created_at',
  'u.lock_created_at',
  'u.lock_expires_at',
  'u.failed_attempts',
] as const;

export const factorColumns = [
  'f.id as factor_id',
  'f.kind as factor_kind',
  'f.identifier as factor_identifier',
  'f.verified as factor_verified',
  'f.data as factor_data',
  'f.expires_at as factor_expires_at',
] as const;

const EMPTY_OBJECT = '{}';
const EMPTY_LIST = '[]';

const readObject = (text: string): Record<string, unknown> =>
  text === EMPTY_OBJECT ? {} : decodeJson(text);

function readUser(row: UserRow): UserRecord {
  return {
    id: row.user_id,
    status: row.status,
    firstName: row.first_name,
    middleName: row.middle_name,
    lastName: row.last_name,
    externalId: row.external_id,
    trustedMetadata: readObject(row.trusted_metadata),
    untrustedMetadata: readObject(row.untrusted_metadata),
    roles: row.roles === EMPTY_LIST ? [] : decodeJson(row.roles),
    createdAt: row.user_created_at,
    lockCreatedAt: row.lock_created_at,
    lockExpiresAt: row.lock_expires_at,
    failedAttempts: row.failed_attempts,
    factors: [],
  };
}

const alive = (row: UserRow, now: number): boolean =>
  row.factor_verified === 1 || row.factor_expires_at === null || row.factor_expires_at > now;

/**
 * Folds joined rows into users, in order of first appearance. `now` is the environment's time:
 * a provisional factor past its deadline is not there any more, whether or not it is deleted yet.
 */
export function readUsers(rows: readonly UserRow[], now: number): UserRecord[] {
  const users: UserRecord[] = [];
  let user: UserRecord | undefined;
  for (const row of rows) {
    if (user?.id !== row.user_id) {
      user = readUser(row);
      users.push(user);
    }
    if (row.factor_id !== null && alive(row, now)) user.factors.push(readFactor(row as FactorRow));
  }
  for (const one of users) {
    // Ids are time-ordered, so this is the order of creation.
    if (one.factors.length > 1) one.factors.sort((a, b) => (a.id < b.id ? -1 : 1));
  }
  return users;
}

export const factorsOf = <K extends FactorKind>(user: UserRecord, kind: K): FactorOf<K>[] =>
  user.factors.filter((factor): factor is FactorOf<K> => factor.kind === kind);

/** True while the user may not authenticate (behaviour-core 4.7). */
export const isLocked = (user: UserRecord, now: number): boolean =>
  user.lockExpiresAt !== null && user.lockExpiresAt > now;
