import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { Contacts, UserChoice } from '../contacts/contacts.service.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { Logins } from '../logins/logins.service.ts';
import type { Environment } from '../projects/environment.ts';
import type {
  SessionAnswer,
  SessionOptions,
  SessionSelector,
  Sessions,
} from '../sessions/sessions.service.ts';
import type { UserLocks } from '../user-locks/user-locks.service.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import { createAuthenticating } from './authenticating.ts';
import type { SignedSiwe, SiweParams } from './challenge.ts';
import { createReseal } from './reseal.ts';
import { createStarting } from './starting.ts';

export interface WalletArguments {
  crypto_wallet_type: string;
  crypto_wallet_address: string;
}

export interface StartWallet extends WalletArguments, UserChoice {
  siwe_params?: SiweParams | undefined;
}

export interface StartedWallet {
  user: UserRecord;
  challenge: string;
  /** The wallet was nobody's. */
  created: boolean;
}

export interface AuthenticateWallet extends WalletArguments, SessionSelector, SessionOptions {
  signature: string;
}

export type WalletLogin = SessionAnswer & {
  user: UserRecord;
  /** null where the signed message was none of EIP-4361. */
  siwe: SignedSiwe | null;
};

/** Crypto wallets as a login and as a further factor (behaviour-core 8). */
export interface CryptoWallets {
  /**
   * A challenge for the wallet's owner, for the user that the input names, or for a new pending
   * user.
   */
  start(environment: Environment, input: StartWallet): Promise<StartedWallet>;
  /** Takes the signature of the challenge, once. */
  authenticate(environment: Environment, input: AuthenticateWallet): Promise<WalletLogin>;
  /** Puts pending challenges under the newest master key; answers how many were not. */
  reseal(): Promise<number>;
}

export interface CryptoWalletsDependencies {
  database: Database;
  vault: Vault;
  users: Users;
  userLocks: UserLocks;
  contacts: Contacts;
  sessions: Sessions;
  limits: Limits;
  logins: Logins;
}

export function createCryptoWallets(dependencies: CryptoWalletsDependencies): CryptoWallets {
  return {
    ...createStarting(dependencies),
    ...createAuthenticating(dependencies),
    reseal: createReseal(dependencies.database, dependencies.vault),
  };
}
