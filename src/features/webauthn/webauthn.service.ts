import type { Database } from '../../platform/db/executor.ts';
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
import { createManaging } from './managing.ts';
import type { CreationChoices, RequestChoices } from './options.ts';
import { createRegistering } from './registering.ts';
import type { Registration } from './rules.ts';

export interface StartRegistration extends CreationChoices {
  /** Our id or the external one, here and below. */
  user_id: string;
  domain: string;
  user_agent?: string | undefined;
}

export interface Register extends SessionSelector, SessionOptions {
  user_id: string;
  public_key_credential: string;
}

export interface StartAuthentication extends RequestChoices {
  domain: string;
  user_id?: string | undefined;
}

export interface Authenticate extends SessionSelector, SessionOptions {
  public_key_credential: string;
}

export type WebauthnLogin = SessionAnswer & { user: UserRecord; registration: Registration };

export interface ListedCredential {
  registration: Registration;
  /** COSE, base64. */
  publicKey: string;
}

/** Passkeys and security keys (W3C Web Authentication; behaviour-core 6). */
export interface Webauthn {
  /** Options for `navigator.credentials.create()`, as JSON text. */
  startRegistration(
    environment: Environment,
    input: StartRegistration,
  ): Promise<{ user: UserRecord; options: string }>;
  /** Takes the browser's answer: a verified registration of the user. */
  register(environment: Environment, input: Register): Promise<WebauthnLogin>;
  /** Options for `navigator.credentials.get()`; without a user for any discoverable credential. */
  startAuthentication(
    environment: Environment,
    input: StartAuthentication,
  ): Promise<{ user: UserRecord | undefined; options: string }>;
  /** Takes the browser's answer; the credential tells the user. */
  authenticate(environment: Environment, input: Authenticate): Promise<WebauthnLogin>;
  rename(environment: Environment, registrationId: string, name: string): Promise<Registration>;
  list(environment: Environment, userId: string, domain: string): Promise<ListedCredential[]>;
}

export interface WebauthnDependencies {
  database: Database;
  users: Users;
  userLocks: Pick<UserLocks, 'recordFailure'>;
  sessions: Pick<Sessions, 'loadOptional' | 'answer'>;
  logins: Logins;
}

export function createWebauthn(dependencies: WebauthnDependencies): Webauthn {
  return {
    ...createRegistering(dependencies),
    ...createAuthenticating(dependencies),
    ...createManaging(dependencies),
  };
}
