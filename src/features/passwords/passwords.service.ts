import type { Database } from '../../platform/db/executor.ts';
import type { Contacts } from '../contacts/contacts.service.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { ResetLinks } from '../magic-links/reset-links.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Environment } from '../projects/environment.ts';
import type { SessionAnswer, Sessions } from '../sessions/sessions.service.ts';
import type { UserLocks } from '../user-locks/user-locks.service.ts';
import type { FactorOf } from '../users/factor.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import { createAuthenticating } from './authenticating.ts';
import { createCreating } from './creating.ts';
import { createEmailReset } from './email-reset.ts';
import { createExistingPasswordReset } from './existing-password-reset.ts';
import type * as input from './input.ts';
import { createMigrating } from './migrating.ts';
import { createNewPasswords } from './new-password.ts';
import type { PasswordTools } from './password-tools.ts';
import { createResetStart } from './reset-start.ts';
import { createSessionReset } from './session-reset.ts';
import type { StrengthResult } from './strength/strength.ts';
import { createVerifying } from './verifying.ts';

export type PasswordLogin = SessionAnswer & { user: UserRecord };

/** What is known of an address after something was done about it. */
export interface OfAddress {
  user: UserRecord;
  email: FactorOf<'email'>;
}

/** Passwords (behaviour-core 4). */
export interface Passwords {
  /** A new user, active, with an unverified email; 400 `duplicate_email` for a known address. */
  create(
    environment: Environment,
    input: input.CreateInput,
  ): Promise<PasswordLogin & { email: FactorOf<'email'> }>;
  authenticate(environment: Environment, input: input.AuthenticateInput): Promise<PasswordLogin>;
  checkStrength(environment: Environment, input: input.StrengthCheckInput): Promise<StrengthResult>;
  /** Takes over a hash as another system made it. Nothing is hashed. */
  migrate(
    environment: Environment,
    input: input.MigrateInput,
  ): Promise<OfAddress & { created: boolean }>;
  /** Mails a reset link, also to users who have no password yet. */
  startEmailReset(environment: Environment, input: input.ResetStartInput): Promise<OfAddress>;
  resetByEmail(environment: Environment, input: input.EmailResetInput): Promise<PasswordLogin>;
  resetByExistingPassword(
    environment: Environment,
    input: input.ExistingPasswordResetInput,
  ): Promise<PasswordLogin>;
  resetBySession(environment: Environment, input: input.SessionResetInput): Promise<PasswordLogin>;
}

export interface PasswordsDependencies {
  database: Database;
  tools: PasswordTools;
  users: Users;
  userLocks: UserLocks;
  contacts: Contacts;
  sessions: Sessions;
  messages: Messages;
  resetLinks: ResetLinks;
  limits: Limits;
}

export function createPasswords(dependencies: PasswordsDependencies): Passwords {
  const newPasswords = createNewPasswords(dependencies);
  const verifying = createVerifying(dependencies);
  return {
    ...createCreating(dependencies, newPasswords),
    ...createAuthenticating(dependencies, verifying),
    ...createMigrating(dependencies),
    ...createResetStart(dependencies),
    ...createEmailReset(dependencies, newPasswords),
    ...createExistingPasswordReset(dependencies, newPasswords, verifying),
    ...createSessionReset(dependencies, newPasswords),
    checkStrength: newPasswords.check,
  };
}
