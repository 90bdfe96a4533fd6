import { apiError } from '../catalogue.ts';
import type { WalletIdentity } from '../users/new-factor.ts';
import { isEthereumAddress } from './ethereum.ts';
import { isSolanaAddress } from './solana.ts';

/** `ethereum` stands for every chain of the EVM (behaviour-core 8). */
export type WalletType = WalletIdentity['type'];

function readWalletType(type: string): WalletType {
  if (type === 'ethereum' || type === 'solana') return type;
  throw apiError('invalid_wallet_type');
}

/** Throws `invalid_wallet_type`, `invalid_ethereum_address` or `invalid_solana_address`. */
export function readWallet(typeText: string, address: string): WalletIdentity {
  const type = readWalletType(typeText);
  if (type === 'ethereum') {
    if (!isEthereumAddress(address)) throw apiError('invalid_ethereum_address');
    return { type, address, identifier: address.toLowerCase() };
  }
  if (!isSolanaAddress(address)) throw apiError('invalid_solana_address');
  return { type, address, identifier: address };
}
