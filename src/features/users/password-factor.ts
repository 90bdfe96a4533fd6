import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import { orderedId } from '../../platform/ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { FactorOf } from './factor.ts';
import { insertFactor } from './insert-factor.ts';
import { factorFromRow, passwordFactorRow } from './new-factor.ts';
import * as store from './user.store.ts';
import { factorsOf, type UserRecord } from './user-record.ts';

type Password = FactorOf<'password'>;

async function addPassword(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  requiresReset: boolean,
): Promise<Password> {
  const factor = {
    environmentId: environment.id,
    userId: user.id,
    id: orderedId(),
    now: environment.now(),
  };
  const row = passwordFactorRow(factor, requiresReset);
  await insertFactor(tx, environment, row);
  return factorFromRow(row) as Password;
}

/** A user keeps the password_id over all its passwords. `user` is locked or new. */
export async function putPassword(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  { requiresReset }: { requiresReset: boolean },
): Promise<{ user: UserRecord; factor: Password }> {
  const [there] = factorsOf(user, 'password');
  if (!there) {
    const factor = await addPassword(tx, environment, user, requiresReset);
    return { user: { ...user, factors: [...user.factors, factor] }, factor };
  }
  if (there.data.requires_reset === requiresReset) return { user, factor: there };
  const factor: Password = { ...there, data: { requires_reset: requiresReset } };
  await store.setFactorData(tx, environment.id, there.id, encodeJson(factor.data));
  const factors = user.factors.map((one) => (one === there ? factor : one));
  return { user: { ...user, factors }, factor };
}
