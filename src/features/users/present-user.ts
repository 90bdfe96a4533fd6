import { toTimestamp } from '../../platform/clock.ts';
import { type EnvironmentKind, wireId } from '../../platform/ids.ts';
import { DEFAULT_ROLE } from '../rbac/policy.ts';
import { type Factor, factorIdKind } from './factor.ts';
import { isLocked, type UserRecord } from './user-record.ts';
import type { User } from './wire.ts';

export const userWireId = (kind: EnvironmentKind, uuid: string): string =>
  wireId('user', kind, uuid);

export const factorWireId = (kind: EnvironmentKind, factor: Pick<Factor, 'kind' | 'id'>): string =>
  wireId(factorIdKind[factor.kind], kind, factor.id);

/** Explicit roles and the one every user holds, as `roles` shows them (behaviour-core 1.4). */
export const effectiveRoles = (user: Pick<UserRecord, 'roles'>): string[] => [
  DEFAULT_ROLE,
  ...user.roles,
];

function addFactor(user: User, factor: Factor, id: string): void {
  const { verified } = factor;
  switch (factor.kind) {
    case 'email':
      user.emails.push({ email_id: id, email: factor.data.address, verified });
      break;
    case 'phone_number':
      user.phone_numbers.push({ phone_id: id, phone_number: factor.identifier, verified });
      break;
    case 'webauthn_registration':
      user.webauthn_registrations.push({
        webauthn_registration_id: id,
        verified,
        ...factor.data,
      });
      break;
    case 'biometric_registration':
      user.biometric_registrations.push({ biometric_registration_id: id, verified });
      break;
    case 'totp':
      user.totps.push({ totp_id: id, verified });
      break;
    case 'crypto_wallet':
      user.crypto_wallets.push({
        crypto_wallet_id: id,
        crypto_wallet_address: factor.data.address,
        crypto_wallet_type: factor.data.type,
        verified,
      });
      break;
    case 'password':
      user.password = { password_id: id, requires_reset: factor.data.requires_reset };
      break;
    case 'oauth':
      user.providers.push({ oauth_user_registration_id: id, ...factor.data });
      break;
  }
}

/** The wire's user object. `now` is the environment's time. */
export function presentUser(kind: EnvironmentKind, record: UserRecord, now: number): User {
  const locked = isLocked(record, now);
  const timestamp = (instant: number | null) =>
    locked && instant !== null ? toTimestamp(instant) : null;
  const user: User = {
    user_id: userWireId(kind, record.id),
    emails: [],
    status: record.status,
    phone_numbers: [],
    webauthn_registrations: [],
    providers: [],
    totps: [],
    crypto_wallets: [],
    biometric_registrations: [],
    is_locked: locked,
    roles: effectiveRoles(record),
    name: {
      first_name: record.firstName,
      middle_name: record.middleName,
      last_name: record.lastName,
    },
    created_at: toTimestamp(record.createdAt),
    password: null,
    trusted_metadata: record.trustedMetadata,
    untrusted_metadata: record.untrustedMetadata,
    external_id: record.externalId,
    lock_created_at: timestamp(record.lockCreatedAt),
    lock_expires_at: timestamp(record.lockExpiresAt),
  };
  for (const factor of record.factors) addFactor(user, factor, factorWireId(kind, factor));
  return user;
}
