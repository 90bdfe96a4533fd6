import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import { orderedId } from '../../platform/ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { FactorData, FactorOf } from './factor.ts';
import { factorFromRow, oauthFactorRow } from './new-factor.ts';
import type { Added } from './second-factors.ts';
import * as store from './user.store.ts';
import { factorsOf, type UserRecord } from './user-record.ts';

type Registration = FactorOf<'oauth'>;

/** An account at a provider. */
export interface OAuthAccount {
  /** Slug. */
  provider: string;
  data: FactorData['oauth'];
}

/** What a login finds the registration by. A slug has no colon, so no two accounts share it. */
export const oauthIdentifier = ({ provider, data }: OAuthAccount): string =>
  `${provider}:${data.provider_subject}`;

async function refresh(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  there: Registration,
  data: FactorData['oauth'],
): Promise<Added<'oauth'>> {
  const encoded = encodeJson(data);
  if (encoded === encodeJson(there.data)) return { user, factor: there };
  await store.setFactorData(tx, environment.id, there.id, encoded);
  const factor: Registration = { ...there, data };
  const factors = user.factors.map((one) => (one === there ? factor : one));
  return { user: { ...user, factors }, factor };
}

/**
 * Gives a locked or new user the account, or brings up to date what it shows of it. Undefined
 * where the account is another user's.
 */
export async function putOAuthRegistration(
  tx: Executor,
  environment: Environment,
  user: UserRecord,
  account: OAuthAccount,
): Promise<Added<'oauth'> | undefined> {
  const identifier = oauthIdentifier(account);
  const there = factorsOf(user, 'oauth').find((one) => one.identifier === identifier);
  if (there) return refresh(tx, environment, user, there, account.data);
  const place = {
    environmentId: environment.id,
    userId: user.id,
    id: orderedId(),
    now: environment.now(),
  };
  const row = oauthFactorRow(place, { ...account, identifier });
  if (!(await store.insertFactor(tx, row))) return undefined;
  const factor = factorFromRow(row) as Registration;
  return { user: { ...user, factors: [...user.factors, factor] }, factor };
}
