import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { Logins } from '../logins/logins.service.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Environment } from '../projects/environment.ts';
import type { Sessions } from '../sessions/sessions.service.ts';
import type { UserLocks } from '../user-locks/user-locks.service.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import { createAuthenticating } from './authenticating.ts';
import { createEnrolling } from './enrolling.ts';
import type {
  AuthenticateTotp,
  CreatedTotp,
  CreateTotp,
  RecoverTotp,
  TotpLogin,
  TotpOwner,
  TotpWithCodes,
} from './input.ts';
import { createRecovering } from './recovering.ts';
import { createReseal } from './reseal.ts';
import { createTotpVault, type TotpVault } from './totp-vault.ts';

/** Authenticator apps (RFC 6238) and their recovery codes (behaviour-core 5). */
export interface Totps {
  /** Of an active user without one: seed, picture and recovery codes, to be proven in time. */
  create(environment: Environment, input: CreateTotp): Promise<CreatedTotp>;
  /** Takes a code of the app, each time step once; the first one verifies the TOTP. */
  authenticate(environment: Environment, input: AuthenticateTotp): Promise<TotpLogin>;
  /** The recovery codes that are left. */
  recoveryCodes(
    environment: Environment,
    owner: TotpOwner,
  ): Promise<{ user: UserRecord; totps: TotpWithCodes[] }>;
  /** Uses a recovery code up in place of the app. */
  recover(environment: Environment, input: RecoverTotp): Promise<TotpLogin>;
  /** Puts seeds and codes under the newest master key; answers how many were not. */
  reseal(): Promise<number>;
}

export interface TotpsDependencies {
  database: Database;
  vault: Vault;
  users: Users;
  userLocks: UserLocks;
  sessions: Sessions;
  messages: Pick<Messages, 'nudge'>;
  limits: Limits;
  logins: Logins;
}

export type TotpParts = Omit<TotpsDependencies, 'vault'> & { vault: TotpVault };

export function createTotps(dependencies: TotpsDependencies): Totps {
  const parts = { ...dependencies, vault: createTotpVault(dependencies.vault) };
  return {
    ...createEnrolling(parts),
    ...createAuthenticating(parts),
    ...createRecovering(parts),
    reseal: createReseal(parts.database, parts.vault),
  };
}
