import { randomBytes } from 'node:crypto';
import { MINUTE, toTimestamp } from '../../platform/clock.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type { WalletIdentity } from '../users/new-factor.ts';
import { checksumAddress } from './ethereum.ts';
import { siweText } from './siwe-message.ts';
import { readSiwe, type Siwe, type SiweParams } from './siwe-params.ts';

export type { SiweParams } from './siwe-params.ts';

/** How long a challenge can be signed. */
export const CHALLENGE_LIFETIME = 5 * MINUTE;

/** What the answer to a signed SIWE message tells again; `status_code` is the reference's. */
export interface SignedSiwe {
  domain: string;
  uri: string;
  chain_id: string;
  resources: string[];
  status_code: 200;
  issued_at: string;
  message_request_id: string;
}

export interface Challenge {
  message: string;
  siwe: SignedSiwe | null;
  notBefore: number | null;
  expiresAt: number;
}

/** 60 bytes, 80 characters. */
const newNonce = (): string => randomBytes(60).toString('base64url');
/** EIP-4361 wants letters and digits only. */
const newSiweNonce = (): string => randomBytes(24).toString('hex');

const presentSiwe = (siwe: Siwe): SignedSiwe => ({
  domain: siwe.domain,
  uri: siwe.uri,
  chain_id: siwe.chainId,
  resources: siwe.resources,
  status_code: 200,
  issued_at: toTimestamp(siwe.issuedAt),
  message_request_id: siwe.requestId ?? '',
});

/**
 * A new challenge for the wallet: an EIP-4361 message where the caller wants one, else the name of
 * the project and a random text. Throws `crypto_wallet_type_incompatible_with_siwe` and
 * `invalid_siwe_*`.
 */
export function challengeFor(
  environment: Environment,
  wallet: WalletIdentity,
  params: SiweParams | undefined,
): Challenge {
  const now = environment.now();
  const expiresAt = now + CHALLENGE_LIFETIME;
  if (params === undefined) {
    const message = `Signing in with ${environment.projectName}: ${newNonce()}`;
    return { message, siwe: null, notBefore: null, expiresAt };
  }
  if (wallet.type !== 'ethereum') throw apiError('crypto_wallet_type_incompatible_with_siwe');
  const siwe = readSiwe(params, now);
  const address = checksumAddress(wallet.address);
  const message = siweText({ ...siwe, address, nonce: newSiweNonce(), expiresAt });
  return {
    message,
    siwe: presentSiwe(siwe),
    notBefore: siwe.notBefore ?? null,
    expiresAt,
  };
}
