import { decodeJson } from '../../platform/db/json.ts';
import type { CryptoWalletChallengeTable } from '../../platform/db/schema.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import { factorWireId } from '../users/present-user.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import * as store from './challenge.store.ts';
import type { SignedSiwe } from './challenge.ts';
import type { CryptoWallets, CryptoWalletsDependencies } from './crypto-wallets.service.ts';
import { messagePlace } from './sealed-place.ts';
import { isSignedBy, readSignature } from './signature.ts';
import { readWallet } from './wallet.ts';

/** Throws what the time makes of a pending challenge. */
function assertTimely(challenge: CryptoWalletChallengeTable, now: number): void {
  if (challenge.expires_at <= now) {
    // A plain challenge does not say how long it lives, so the wallet did nothing wrong.
    throw apiError(
      challenge.siwe_params === null
        ? 'unable_to_authenticate_crypto_wallet'
        : 'siwe_message_expired',
    );
  }
  if (challenge.not_before !== null && challenge.not_before > now) {
    throw apiError('siwe_message_not_valid_yet');
  }
}

export function createAuthenticating({
  database,
  vault,
  users,
  userLocks,
  sessions,
  limits,
  logins,
}: CryptoWalletsDependencies): Pick<CryptoWallets, 'authenticate'> {
  return {
    async authenticate(environment, input) {
      const wallet = readWallet(input.crypto_wallet_type, input.crypto_wallet_address);
      const signature = readSignature(wallet.type, input.signature);
      await limits.take(environment, { 'crypto_wallets.authenticate': wallet.identifier });
      const challenge = await store.findChallenge(database, environment.id, wallet.identifier);
      const owner =
        challenge && (await users.findByFactor(environment, 'crypto_wallet', challenge.factor_id));
      if (!challenge || !owner) throw apiError('crypto_wallet_not_found');
      users.assertNotLocked(environment, owner);
      assertTimely(challenge, environment.now());
      const presented = await sessions.loadOptional(environment, input);
      const message = vault.open(messagePlace(challenge), challenge.message);
      if (!isSignedBy(wallet, message, signature)) {
        const outcome = await userLocks.recordFailure(environment, owner.id);
        throw apiError(
          outcome === 'was_locked'
            ? 'user_lock_limit_reached'
            : 'unable_to_authenticate_crypto_wallet',
        );
      }
      const { factor_id, id } = challenge;
      const { user, recorded } = await database.transaction(async (tx) => {
        const before = await users.lock(tx, environment, owner.id, () =>
          apiError('crypto_wallet_not_found'),
        );
        const place = { environment: environment.id, factor: factor_id, id };
        if (!(await store.consumeChallenge(tx, { ...place, now: environment.now() }))) {
          throw apiError('unable_to_authenticate_crypto_wallet');
        }
        return logins.complete(tx, environment, {
          user: before,
          factorId: factor_id,
          factor: provenFactor(environment, before, factor_id),
          presented,
          options: input,
          attributes: {},
        });
      });
      const answer = await sessions.answer(environment, user, recorded);
      const { siwe_params } = challenge;
      const siwe = siwe_params === null ? null : decodeJson<SignedSiwe>(siwe_params);
      return { ...answer, user, siwe };
    },
  };
}

/** The session's note of the proof (behaviour-core 2.8). */
function provenFactor(environment: Environment, user: UserRecord, factorId: string): ProvenFactor {
  const factor = factorsOf(user, 'crypto_wallet').find((one) => one.id === factorId);
  if (!factor) throw apiError('crypto_wallet_not_found');
  return {
    type: 'crypto',
    delivery_method: 'crypto_wallet',
    crypto_wallet_factor: {
      crypto_wallet_id: factorWireId(environment.kind, factor),
      crypto_wallet_address: factor.data.address,
      crypto_wallet_type: factor.data.type,
    },
  };
}
