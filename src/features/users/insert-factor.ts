import type { Executor } from '../../platform/db/executor.ts';
import type { FactorKind, FactorTable } from '../../platform/db/schema.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import * as store from './user.store.ts';

/** What it means that somebody has the identifier already; of the other kinds each user has one. */
const duplicates: Partial<Record<FactorKind, ErrorType>> = {
  email: 'duplicate_email',
  phone_number: 'duplicate_phone_number',
  crypto_wallet: 'duplicate_wallet_address',
  totp: 'pending_totp_exists',
  webauthn_registration: 'duplicate_webauthn_registration',
};

/** Adds a factor; throws `duplicate_email` and the like where a user has it. */
export async function insertFactor(
  tx: Executor,
  environment: Environment,
  row: FactorTable,
): Promise<void> {
  if (await store.insertFactor(tx, row)) return;
  const { kind, identifier } = row;
  // The identifier may be held by a provisional factor whose time is over.
  await store.deleteExpiredFactor(tx, environment.id, kind, identifier, environment.now());
  if (await store.insertFactor(tx, row)) return;
  throw apiError(duplicates[kind] ?? 'duplicate_email');
}
