import type { Executor } from '../../platform/db/executor.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import type { Contact } from './contact.ts';
import type { Factor } from './factor.ts';
import { readEmail, readPhoneNumber } from './identifiers.ts';
import { insertFactor } from './insert-factor.ts';
import { assertDeletable } from './last-factor.ts';
import { emailFactorRow, factorFromRow, phoneFactorRow } from './new-factor.ts';
import { factorWireId } from './present-user.ts';
import * as store from './user.store.ts';
import { isSettled, type UserRecord } from './user-record.ts';

/** Every `user` here is locked by the transaction. */

type DropFactor = Pick<Sessions, 'dropFactor'>;

async function removeFactor(
  tx: Executor,
  environment: Environment,
  sessions: DropFactor,
  userId: string,
  factor: Factor,
): Promise<void> {
  await store.deleteFactor(tx, environment.id, factor.id);
  await sessions.dropFactor(tx, environment, userId, factorWireId(environment.kind, factor));
}

export async function deleteFactor(
  tx: Executor,
  environment: Environment,
  sessions: DropFactor,
  user: UserRecord,
  factor: Factor,
): Promise<UserRecord> {
  assertDeletable(user, factor, environment.settings);
  await removeFactor(tx, environment, sessions, user.id, factor);
  return { ...user, factors: user.factors.filter((one) => one !== factor) };
}

export interface ExchangeTarget {
  email_address?: string | undefined;
  phone_number?: string | undefined;
}

/** Checks the target and answers what puts it in the place of a user's only factor. */
export function exchangeFor(target: ExchangeTarget) {
  const { email_address, phone_number } = target;
  if ((email_address === undefined) === (phone_number === undefined)) {
    throw apiError('invalid_exchange_primary_factor_fields');
  }
  const email = email_address === undefined ? undefined : readEmail(email_address);
  const phone = phone_number === undefined ? undefined : readPhoneNumber(phone_number);

  return async (
    tx: Executor,
    environment: Environment,
    sessions: DropFactor,
    user: UserRecord,
  ): Promise<UserRecord> => {
    const [only] = user.factors;
    if (!only || user.factors.length > 1) throw apiError('invalid_exchange_primary_factor_user');
    const factor = {
      environmentId: environment.id,
      userId: user.id,
      id: orderedId(),
      now: environment.now(),
    };
    const row = email ? emailFactorRow(factor, email) : phoneFactorRow(factor, phone as string);
    // First, so that the factor the user has already is refused like anybody else's.
    await insertFactor(tx, environment, row);
    await removeFactor(tx, environment, sessions, user.id, only);
    return { ...user, factors: [factorFromRow(row)] };
  };
}

/**
 * `expiresAt`: when it vanishes unless it is verified; null for never. One that waits on this user
 * already gets the new deadline.
 */
export async function addContact(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  contact: Contact,
  expiresAt: number | null,
): Promise<UserRecord> {
  const waiting = user.factors.find(
    (one) => one.kind === contact.kind && one.identifier === contact.identifier,
  );
  if (waiting && expiresAt !== null) {
    await store.setFactorExpiry(tx, environment.id, waiting.id, expiresAt);
    const factors = user.factors.map((one) => (one === waiting ? { ...one, expiresAt } : one));
    return { ...user, factors };
  }
  const factor = {
    environmentId: environment.id,
    userId: user.id,
    id: orderedId(),
    now: environment.now(),
    expiresAt,
  };
  const row =
    contact.kind === 'email'
      ? emailFactorRow(factor, contact.email)
      : phoneFactorRow(factor, contact.identifier);
  await insertFactor(tx, environment, row);
  return { ...user, factors: [...user.factors, factorFromRow(row)] };
}

/** Only a provisional factor can vanish under the lock of its user. */
const gone: Partial<Record<Factor['kind'], ErrorType>> = {
  phone_number: 'phone_number_not_found',
  crypto_wallet: 'crypto_wallet_not_found',
  totp: 'totp_not_found',
};

export async function verifyFactor(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  factorId: string,
): Promise<UserRecord> {
  const factor = user.factors.find((one) => one.id === factorId);
  if (!factor || factor.verified) return user;
  // Another user may have taken a provisional identifier in its last moment.
  const verified = await store.verifyFactor(tx, environment.id, factor.id);
  if (verified === 0) throw apiError(gone[factor.kind] ?? 'email_not_found');
  const factors = user.factors.map((one) =>
    one === factor ? { ...one, verified: true, expiresAt: null } : one,
  );
  return { ...user, factors };
}

export async function markAuthenticated(
  tx: Executor,
  environment: Environment,
  before: UserRecord,
  factorId: string | null,
): Promise<UserRecord> {
  const user = factorId === null ? before : await verifyFactor(tx, environment, before, factorId);
  if (!isSettled(user)) {
    // A success while unlocked forgets the failures before it (behaviour-core 4.7).
    await store.updateUser(tx, environment.id, user.id, {
      status: 'active',
      failed_attempts: 0,
      lock_created_at: null,
      lock_expires_at: null,
    });
  }
  return {
    ...user,
    status: 'active',
    failedAttempts: 0,
    lockCreatedAt: null,
    lockExpiresAt: null,
  };
}
