import { encodeJson } from '../../platform/db/json.ts';
import type { FactorTable } from '../../platform/db/schema.ts';
import type { Factor, FactorData } from './factor.ts';
import type { EmailIdentity } from './identifiers.ts';

/** A wallet as its user wrote it, and what it is found by. */
export interface WalletIdentity {
  type: 'ethereum' | 'solana';
  address: string;
  /** Lower-case for Ethereum, where case is a checksum only; as it is for Solana. */
  identifier: string;
}

interface NewFactor {
  environmentId: string;
  userId: string;
  id: string;
  /** The environment's time. */
  now: number;
  verified?: boolean;
  /** A provisional factor vanishes here unless it is verified before. */
  expiresAt?: number | null;
}

const row = (factor: NewFactor, kind: FactorTable['kind'], identifier: string): FactorTable => ({
  environment_id: factor.environmentId,
  id: factor.id,
  user_id: factor.userId,
  kind,
  identifier,
  realm: '',
  verified: factor.verified ? 1 : 0,
  data: '{}',
  created_at: factor.now,
  expires_at: factor.expiresAt ?? null,
});

export const emailFactorRow = (factor: NewFactor, email: EmailIdentity): FactorTable => ({
  ...row(factor, 'email', email.identifier),
  realm: email.domain,
  data: encodeJson({ address: email.address }),
});

export const phoneFactorRow = (factor: NewFactor, phoneNumber: string): FactorTable =>
  row(factor, 'phone_number', phoneNumber);

/** One a user: its identifier is the user's id. It is known to whoever set it, so verified. */
export const passwordFactorRow = (factor: NewFactor, requiresReset: boolean): FactorTable => ({
  ...row({ ...factor, verified: true }, 'password', factor.userId),
  data: encodeJson({ requires_reset: requiresReset }),
});

/** One a user: its identifier is the user's id. The seed is the TOTP feature's. */
export const totpFactorRow = (factor: NewFactor): FactorTable => row(factor, 'totp', factor.userId);

export const walletFactorRow = (factor: NewFactor, wallet: WalletIdentity): FactorTable => ({
  ...row(factor, 'crypto_wallet', wallet.identifier),
  data: encodeJson({ address: wallet.address, type: wallet.type }),
});

/** Proven by its registration; its identifier is the credential id, as browsers write it. */
export const webauthnFactorRow = (
  factor: NewFactor,
  credentialId: string,
  data: FactorData['webauthn_registration'],
): FactorTable => ({
  ...row({ ...factor, verified: true }, 'webauthn_registration', credentialId),
  data: encodeJson(data),
});

/** Proven by the provider, which is its realm. */
export const oauthFactorRow = (
  factor: NewFactor,
  account: { provider: string; identifier: string; data: FactorData['oauth'] },
): FactorTable => ({
  ...row({ ...factor, verified: true }, 'oauth', account.identifier),
  realm: account.provider,
  data: encodeJson(account.data),
});

/** The same factor as the rules see it, without reading it back. */
export const factorFromRow = (stored: FactorTable): Factor =>
  ({
    kind: stored.kind,
    id: stored.id,
    identifier: stored.identifier,
    verified: stored.verified === 1,
    data: JSON.parse(stored.data),
    expiresAt: stored.expires_at,
  }) as Factor;
