import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import { orderedId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type { FactorData, FactorOf } from './factor.ts';
import { insertFactor } from './insert-factor.ts';
import { factorFromRow, webauthnFactorRow } from './new-factor.ts';
import type { Added } from './second-factors.ts';
import * as store from './user.store.ts';
import { factorsOf, type UserRecord } from './user-record.ts';

type Registration = FactorOf<'webauthn_registration'>;

/** Every `user` here is locked by the transaction. */

export async function addWebauthnRegistration(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  registration: { credentialId: string; data: FactorData['webauthn_registration'] },
): Promise<Added<'webauthn_registration'>> {
  const place = {
    environmentId: environment.id,
    userId: user.id,
    id: orderedId(),
    now: environment.now(),
  };
  const row = webauthnFactorRow(place, registration.credentialId, registration.data);
  await insertFactor(tx, environment, row);
  const factor = factorFromRow(row) as Registration;
  return { user: { ...user, factors: [...user.factors, factor] }, factor };
}

export async function renameWebauthnRegistration(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  id: string,
  name: string,
): Promise<Registration> {
  const factor = factorsOf(user, 'webauthn_registration').find((one) => one.id === id);
  if (!factor) throw apiError('webauthn_registration_not_found');
  const data = { ...factor.data, name };
  await store.setFactorData(tx, environment.id, id, encodeJson(data));
  return { ...factor, data };
}
