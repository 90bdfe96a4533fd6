import { Type } from 'typebox';
import { withError } from '../../wire-schema.ts';

export const walletArguments = {
  crypto_wallet_type: withError(
    'invalid_wallet_type',
    Type.String({ description: '`ethereum` (any chain of the EVM) or `solana`.' }),
  ),
  crypto_wallet_address: withError('invalid_crypto_wallet_address', Type.String()),
};
