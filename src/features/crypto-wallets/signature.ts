import { apiError } from '../catalogue.ts';
import type { WalletIdentity } from '../users/new-factor.ts';
import { type EthereumSignature, readEthereumSignature, recoverAddress } from './ethereum.ts';
import { isSignedBySolana, readSolanaSignature } from './solana.ts';
import type { WalletType } from './wallet.ts';

export type WalletSignature =
  | { type: 'ethereum'; signature: EthereumSignature }
  | { type: 'solana'; signature: Uint8Array };

const BASE58 = /^[1-9A-HJ-NP-Za-km-z]+$/;

/** Throws `signature_missing`, `signature_is_incorrect_size` or `invalid_signature`. */
export function readSignature(type: WalletType, text: string): WalletSignature {
  if (text === '') throw apiError('signature_missing');
  if (type === 'solana') {
    const signature = readSolanaSignature(text);
    if (signature) return { type, signature };
    throw apiError(BASE58.test(text) ? 'signature_is_incorrect_size' : 'invalid_signature');
  }
  const signature = readEthereumSignature(text);
  if (typeof signature !== 'string') return { type, signature };
  throw apiError(signature === 'size' ? 'signature_is_incorrect_size' : 'invalid_signature');
}

/** Whether the wallet signed exactly this message. */
export function isSignedBy(
  wallet: WalletIdentity,
  message: string,
  signature: WalletSignature,
): boolean {
  return signature.type === 'ethereum'
    ? recoverAddress(message, signature.signature) === wallet.identifier
    : isSignedBySolana(wallet.address, message, signature.signature);
}
