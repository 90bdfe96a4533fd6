import type { SealedPlace } from '../../platform/crypto/vault.ts';
import type { CryptoWalletChallengeTable } from '../../platform/db/schema.ts';

/** What the sealed text of a challenge is bound to. */
export const messagePlace = (
  row: Pick<CryptoWalletChallengeTable, 'environment_id' | 'factor_id' | 'id'>,
): SealedPlace => ({
  table: 'crypto_wallet_challenges',
  column: 'message',
  row: `${row.environment_id}/${row.factor_id}/${row.id}`,
});
