import type { Executor } from '../../platform/db/executor.ts';
import type { FactorKind } from '../../platform/db/schema.ts';
import { orderedId } from '../../platform/ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { FactorOf } from './factor.ts';
import { insertFactor } from './insert-factor.ts';
import {
  factorFromRow,
  totpFactorRow,
  type WalletIdentity,
  walletFactorRow,
} from './new-factor.ts';
import * as store from './user.store.ts';
import { factorsOf, type UserRecord } from './user-record.ts';

/** A user and the factor that was added to it. */
export interface Added<K extends FactorKind> {
  user: UserRecord;
  factor: FactorOf<K>;
}

const newFactor = (environment: Environment, user: UserRecord, expiresAt: number | null) => ({
  environmentId: environment.id,
  userId: user.id,
  id: orderedId(),
  now: environment.now(),
  expiresAt,
});

/** The factor of an authenticator app, dead at `expiresAt` unless it is proven before. */
export async function addTotp(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  expiresAt: number,
): Promise<Added<'totp'>> {
  const row = totpFactorRow(newFactor(environment, user, expiresAt));
  await insertFactor(tx, environment, row);
  const factor = factorFromRow(row) as FactorOf<'totp'>;
  return { user: { ...user, factors: [...user.factors, factor] }, factor };
}

/**
 * Puts an unverified wallet on a user, for good where `expiresAt` is null. One that waits on this
 * user already gets the new deadline. Throws `duplicate_wallet_address` where another user has it.
 */
export async function addWallet(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  wallet: WalletIdentity,
  expiresAt: number | null,
): Promise<Added<'crypto_wallet'>> {
  const there = factorsOf(user, 'crypto_wallet').find(
    (one) => one.identifier === wallet.identifier,
  );
  if (there) {
    if (expiresAt !== null && there.expiresAt !== null) {
      await store.setFactorExpiry(tx, environment.id, there.id, expiresAt);
    }
    return { user, factor: there };
  }
  const row = walletFactorRow(newFactor(environment, user, expiresAt), wallet);
  await insertFactor(tx, environment, row);
  const factor = factorFromRow(row) as FactorOf<'crypto_wallet'>;
  return { user: { ...user, factors: [...user.factors, factor] }, factor };
}

/**
 * Takes an identifier from whoever merely claims it: has it provisionally, its deadline still
 * ahead, and has not proven it.
 */
export const dropClaim = (
  tx: Executor,
  environment: Environment,
  kind: FactorKind,
  identifier: string,
): Promise<number> =>
  store.deleteExpiredFactor(tx, environment.id, kind, identifier, Number.MAX_SAFE_INTEGER);
