import { decodeJson } from '../../platform/db/json.ts';
import type { FactorKind } from '../../platform/db/schema.ts';

/** What a factor keeps beside its identifier, by kind. */
export interface FactorData {
  email: { address: string };
  phone_number: Record<string, never>;
  webauthn_registration: {
    domain: string;
    user_agent: string;
    authenticator_type: string;
    name: string;
  };
  biometric_registration: Record<string, never>;
  totp: Record<string, never>;
  crypto_wallet: { address: string; type: string };
  password: { requires_reset: boolean };
  oauth: {
    provider_type: string;
    provider_subject: string;
    profile_picture_url: string;
    locale: string;
  };
}

/** One authentication factor of a user. `id` is the uuid inside email_id, phone_id ... */
export type Factor = {
  [K in FactorKind]: {
    kind: K;
    id: string;
    identifier: string;
    verified: boolean;
    data: FactorData[K];
    /** Instant at which it vanishes if it is still unverified; null for a permanent one. */
    expiresAt: number | null;
  };
}[FactorKind];

export type FactorOf<K extends FactorKind> = Extract<Factor, { kind: K }>;

/** The kind word inside a factor's wire id. */
export const factorIdKind: Record<FactorKind, string> = {
  email: 'email',
  phone_number: 'phone-number',
  webauthn_registration: 'webauthn-registration',
  biometric_registration: 'biometric-registration',
  totp: 'totp',
  crypto_wallet: 'crypto-wallet',
  password: 'password',
  oauth: 'oauth-user',
};

export interface FactorRow {
  factor_id: string;
  factor_kind: FactorKind;
  factor_identifier: string;
  factor_verified: number;
  factor_data: string;
  factor_expires_at: number | null;
}

export const readFactor = (row: FactorRow): Factor =>
  ({
    kind: row.factor_kind,
    id: row.factor_id,
    identifier: row.factor_identifier,
    verified: row.factor_verified === 1,
    data: decodeJson(row.factor_data),
    expiresAt: row.factor_expires_at,
  }) as Factor;
