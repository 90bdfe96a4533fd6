import { factorIdKind } from '../../features/users/factor.ts';
import { insertFactor } from '../../features/users/user.store.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { FactorTable } from '../../platform/db/schema.ts';
import { orderedId, wireId } from '../../platform/ids.ts';

const data: Partial<Record<FactorTable['kind'], object>> = {
  webauthn_registration: {
    domain: 'example.com',
    user_agent: 'Browser',
    authenticator_type: 'platform',
    name: 'Key',
  },
  biometric_registration: {},
  totp: {},
  crypto_wallet: { address: '0x00', type: 'ethereum' },
  password: { requires_reset: false },
  oauth: {
    provider_type: 'Google',
    provider_subject: '17',
    profile_picture_url: '',
    locale: 'en',
  },
};

/** The parameter that names a factor in a path. */
const parameterOf = (kind: FactorTable['kind']): string =>
  kind === 'oauth' ? 'oauth_user_registration_id' : `${kind}_id`;

/** Gives a user a factor of each kind that no operation makes yet; their ids by parameter name. */
export async function addOtherFactors(
  database: Database,
  projectId: string,
  userId: string,
): Promise<Record<string, string>> {
  const ids: Record<string, string> = {};
  for (const kind of Object.keys(data) as FactorTable['kind'][]) {
    const id = orderedId();
    await insertFactor(database, {
      environment_id: projectId.slice(-36),
      id,
      user_id: userId.slice(-36),
      kind,
      identifier: id,
      realm: '',
      verified: 1,
      data: JSON.stringify(data[kind]),
      created_at: Date.now(),
      expires_at: null,
    });
    ids[parameterOf(kind)] = wireId(factorIdKind[kind], 'test', id);
  }
  return ids;
}
