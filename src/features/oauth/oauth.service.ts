import type { Clock } from '../../platform/clock.ts';
import type { Vault } from '../../platform/crypto/vault.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import type { Contacts, UserChoice } from '../contacts/contacts.service.ts';
import type { Limits } from '../limits/limits.service.ts';
import type { Logins } from '../logins/logins.service.ts';
import type { Environment } from '../projects/environment.ts';
import type { EnvironmentCache } from '../projects/environment-cache.ts';
import type {
  SessionAnswer,
  SessionOptions,
  SessionSelector,
  Sessions,
} from '../sessions/sessions.service.ts';
import type { FactorOf } from '../users/factor.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Users } from '../users/users.service.ts';
import { createAttaching } from './attaching.ts';
import { createAuthenticating } from './authenticating.ts';
import { createFinishing } from './finishing.ts';
import * as flowStore from './flow.store.ts';
import type { ProviderClient } from './provider-client.ts';
import { createReseal, type ProviderValues } from './provider-values.ts';
import * as standInStore from './stand-in/code.store.ts';
import { createStarting } from './starting.ts';
import * as tokenStore from './token.store.ts';

export interface StartInput {
  /** Slug. */
  provider: string;
  login_redirect_url?: string | undefined;
  signup_redirect_url?: string | undefined;
  /** Separated by spaces. */
  custom_scopes?: string | undefined;
  code_challenge?: string | undefined;
  oauth_attach_token?: string | undefined;
  /** `provider_<name>` without the prefix. */
  providerParams: Readonly<Record<string, string>>;
}

export interface Started {
  /** Where the browser goes. */
  url: string;
  state: string;
  /** For the browser alone. */
  browserSecret: string;
  /** The provider comes back by a form. */
  byForm: boolean;
}

export interface CallbackInput {
  /** Everything that came, `state` included. */
  params: Readonly<Record<string, string>>;
  state: string;
  /** From the flow's cookie. */
  browserSecret: string | undefined;
}

export interface AuthenticateInput extends SessionSelector, SessionOptions {
  token: string;
  code_verifier?: string | undefined;
}

export type OAuthLogin = SessionAnswer & {
  user: UserRecord;
  resetSessions: boolean;
  registration: FactorOf<'oauth'>;
  providerValues: ProviderValues;
};

/** Logins through other providers (behaviour-messaging-oauth 5). */
export interface OAuth {
  /** Begins a flow. */
  start(environment: Environment, input: StartInput): Promise<Started>;
  /** Ends it at the provider's answer: the app's URL, with a token for `authenticate`. */
  finish(environment: Environment, input: CallbackInput): Promise<string>;
  /** Uses up that token. */
  authenticate(environment: Environment, input: AuthenticateInput): Promise<OAuthLogin>;
  /** A token that makes the next flow of the provider a login of the chosen user. */
  attach(environment: Environment, input: UserChoice & { provider: string }): Promise<string>;
  /** Drops flows under way and codes of the stand-in; all else goes with its user. */
  clear(tx: Executor, environment: Environment): Promise<void>;
  /** Forgets provider tokens that it is too late to fetch, of all environments. */
  wipeExpired(): Promise<number>;
  /** Puts waiting provider tokens under the newest master key; answers how many were not. */
  reseal(): Promise<number>;
}

export interface OAuthDependencies {
  database: Database;
  vault: Vault;
  environments: EnvironmentCache;
  users: Users;
  contacts: Contacts;
  sessions: Sessions;
  limits: Limits;
  logins: Logins;
  providers: ProviderClient;
  /** Real time; rules use the environment's. */
  clock: Clock;
  publicUrl: string;
}

export function createOAuth(dependencies: OAuthDependencies): OAuth {
  return {
    ...createStarting(dependencies),
    ...createFinishing(dependencies),
    ...createAuthenticating(dependencies),
    ...createAttaching(dependencies),
    async clear(tx, environment) {
      await flowStore.deleteFlows(tx, environment.id);
      await standInStore.deleteCodes(tx, environment.id);
    },
    wipeExpired: () =>
      tokenStore.wipeExpiredValues(dependencies.database, dependencies.clock.now()),
    reseal: createReseal(dependencies.database, dependencies.vault),
  };
}
