import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { Contacts, UserChoice } from '../contacts/contacts.service.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { Logins } from '../logins/logins.service.ts';
import type { Messages } from '../messages/messages.service.ts';
import type { Environment } from '../projects/environment.ts';
import type { SessionAnswer, Sessions } from '../sessions/sessions.service.ts';
import type { UserLocks } from '../user-locks/user-locks.service.ts';
import type { Contact } from '../users/contact.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import { createAuthenticating } from './authenticating.ts';
import type { AuthenticateCode, SendOptions, SentCode } from './input.ts';
import type { Channel } from './recipients.ts';
import { createSending } from './sending.ts';

export interface Otps {
  /** To an existing user, or to one that the choice names and the contact is added to. */
  send(
    environment: Environment,
    channel: Channel,
    contact: Contact,
    input: SendOptions & UserChoice,
  ): Promise<SentCode>;
  loginOrCreate(
    environment: Environment,
    channel: Channel,
    contact: Contact,
    input: SendOptions & { create_user_as_pending?: boolean | undefined },
  ): Promise<SentCode>;
  /** A wrong code is 404 `otp_code_not_found`, a right one too late 401 (4.1). */
  authenticate(
    environment: Environment,
    input: AuthenticateCode,
  ): Promise<SessionAnswer & { user: UserRecord; methodId: string; resetSessions: boolean }>;
}

export interface OtpsDependencies {
  database: Database;
  vault: Vault;
  users: Users;
  userLocks: UserLocks;
  contacts: Contacts;
  sessions: Sessions;
  messages: Messages;
  limits: Limits;
  logins: Logins;
}

export const createOtps = (dependencies: OtpsDependencies): Otps => ({
  ...createSending(dependencies),
  ...createAuthenticating(dependencies),
});
