import type { Executor } from '../../platform/db/executor.ts';
import type { FactorTable } from '../../platform/db/schema.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import * as store from './user.store.ts';

/** Adds a factor; throws `duplicate_email` or `duplicate_phone_number` where a user has it. */
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
  throw apiError(kind === 'email' ? 'duplicate_email' : 'duplicate_phone_number');
}
