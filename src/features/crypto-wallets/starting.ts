import type { Executor } from '../../platform/db/executor.ts';
import { encodeJson } from '../../platform/db/json.ts';
import { randomId } from '../../platform/ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { FactorOf } from '../users/factor.ts';
import type { WalletIdentity } from '../users/new-factor.ts';
import type { Added } from '../users/second-factors.ts';
import { assertRoomForFactor } from '../users/unverified-factors.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import * as store from './challenge.store.ts';
import { type Challenge, challengeFor } from './challenge.ts';
import type { CryptoWallets, CryptoWalletsDependencies } from './crypto-wallets.service.ts';
import { messagePlace } from './sealed-place.ts';
import { readWallet } from './wallet.ts';

type Wallet = FactorOf<'crypto_wallet'>;

const walletOf = (user: UserRecord, identifier: string): Wallet | undefined =>
  factorsOf(user, 'crypto_wallet').find((one) => one.identifier === identifier);

export function createStarting({
  database,
  vault,
  users,
  contacts,
  limits,
}: CryptoWalletsDependencies): Pick<CryptoWallets, 'start'> {
  async function put(
    tx: Executor,
    environment: Environment,
    factor: Wallet,
    challenge: Challenge,
  ): Promise<void> {
    const key = { environment_id: environment.id, factor_id: factor.id, id: randomId() };
    await store.putChallenge(tx, {
      ...key,
      address: factor.identifier,
      message: vault.seal(messagePlace(key), challenge.message),
      siwe_params: challenge.siwe && encodeJson(challenge.siwe),
      not_before: challenge.notBefore,
      created_at: environment.now(),
      expires_at: challenge.expiresAt,
    });
  }

  /** A further factor of a user whom the caller names: it vanishes with its first challenge. */
  async function attach(
    tx: Executor,
    environment: Environment,
    chosen: UserRecord,
    wallet: WalletIdentity,
    expiresAt: number,
  ): Promise<Added<'crypto_wallet'>> {
    const user = await users.lock(tx, environment, chosen.id);
    if (!walletOf(user, wallet.identifier)) assertRoomForFactor(user);
    return users.addWallet(tx, environment, user, wallet, expiresAt);
  }

  async function createOwner(
    tx: Executor,
    environment: Environment,
    wallet: WalletIdentity,
  ): Promise<UserRecord> {
    await users.dropClaim(tx, environment, 'crypto_wallet', wallet.identifier);
    const user = await users.createWithin(tx, environment, { pending: true });
    return (await users.addWallet(tx, environment, user, wallet, null)).user;
  }

  return {
    async start(environment, input) {
      const wallet = readWallet(input.crypto_wallet_type, input.crypto_wallet_address);
      const challenge = challengeFor(environment, wallet, input.siwe_params);
      const { message, expiresAt } = challenge;
      await limits.take(environment, { 'crypto_wallets.authenticate_start': wallet.identifier });
      const chosen = await contacts.chosen(environment, input);
      if (chosen) {
        return database.transaction(async (tx) => {
          const { user, factor } = await attach(tx, environment, chosen, wallet, expiresAt);
          await put(tx, environment, factor, challenge);
          return { user, challenge: message, created: false };
        });
      }
      const identity = { kind: 'crypto_wallet', identifier: wallet.identifier } as const;
      const owner = await contacts.owner(environment, identity);
      const create = (tx: Executor) => createOwner(tx, environment, wallet);
      return contacts.ownerOrNew(environment, identity, owner, create, async (tx, found, isNew) => {
        const own = walletOf(found, wallet.identifier);
        const created = isNew || own === undefined;
        const user = created && !isNew ? await create(tx) : found;
        await put(tx, environment, walletOf(user, wallet.identifier) as Wallet, challenge);
        return { user, challenge: message, created };
      });
    },
  };
}
