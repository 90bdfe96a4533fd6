import { ApiError } from '../../platform/errors/api-error.ts';
import { randomId, wireId } from '../../platform/ids.ts';
import type { MagicLinks } from '../magic-links/magic-links.service.ts';
import type { Otps } from '../otps/otps.service.ts';
import type { PasswordHashing } from '../passwords/hashing/password-hash.ts';
import type { Passwords } from '../passwords/passwords.service.ts';
import type { Environment } from '../projects/environment.ts';
import { emailContact } from '../users/contact.ts';
import type { FormTokens } from './form-tokens.ts';
import { SESSION_MINUTES } from './page-cookies.ts';

/** A login that did not work, in words that tell nothing about who has an account. */
export class LoginFailed extends Error {
  /** error_type of the reason, which the page does not tell. */
  readonly type: string;

  constructor(message: string, { type }: ApiError) {
    super(message);
    this.type = type;
  }
}

export interface LoggingIn {
  /** What `byCode` wants of the form, whether or not there is anybody to get a code. */
  sendCode(environment: Environment, email: string, browser: string): Promise<string>;
  /** A link back to `page`, good in this browser only. */
  sendLink(environment: Environment, email: string, page: string, browser: string): Promise<void>;
  /** Each answers the token of a new session, or throws LoginFailed. */
  byCode(
    environment: Environment,
    sealedId: string,
    code: string,
    browser: string,
  ): Promise<string>;
  byLink(environment: Environment, token: string, browser: string): Promise<string>;
  byPassword(environment: Environment, email: string, password: string): Promise<string>;
}

export interface LoggingInDependencies {
  otps: Otps;
  magicLinks: MagicLinks;
  passwords: Passwords;
  hashing: Pick<PasswordHashing, 'hash'>;
  tokens: FormTokens;
}

const TEXTS = {
  address: 'That is not an email address.',
  code: 'That code is wrong or too old.',
  link: 'That link is used up, too old, or was sent to another browser. Ask for a new one here.',
  password:
    'Email or password is wrong. After several wrong ones an account is locked for a while.',
  often: 'Too many attempts. Wait a little.',
  sending: 'Mail cannot be sent at present.',
};

/** Says of a known address as little as of an unknown one. */
const SAME_AS_SENT = new Set(['email_not_found']);

/** Refusals of a password at which no password was looked at. */
const NOT_HASHED = new Set(['email_not_found', 'no_user_password', 'user_lock_limit_reached']);

function failure(error: unknown, text: string): unknown {
  if (!(error instanceof ApiError) || error.status >= 500) return error;
  return new LoginFailed(error.type === 'too_many_requests' ? TEXTS.often : text, error);
}

const session = { session_duration_minutes: SESSION_MINUTES };

/** Logins of our own page, all of existing users: signing up is the application's business. */
export function createLoggingIn(dependencies: LoggingInDependencies): LoggingIn {
  const { otps, magicLinks, passwords, hashing, tokens } = dependencies;

  function contactOf(email: string) {
    try {
      return emailContact(email);
    } catch (error) {
      throw failure(error, TEXTS.address);
    }
  }

  /** undefined where nobody gets anything, which the page must not show. */
  async function quietly<T>(sending: Promise<T>): Promise<T | undefined> {
    try {
      return await sending;
    } catch (error) {
      if (error instanceof ApiError && SAME_AS_SENT.has(error.type)) return undefined;
      throw failure(error, TEXTS.sending);
    }
  }

  /** So that the time to the answer does not tell an unknown address from a wrong password. */
  async function hashAnyway(environment: Environment, password: string, error: unknown) {
    if (!(error instanceof ApiError) || !NOT_HASHED.has(error.type)) return;
    await hashing.hash(environment.id, password).catch(() => undefined);
  }

  async function tokenOf(login: Promise<{ session_token: string }>, text: string) {
    try {
      return (await login).session_token;
    } catch (error) {
      throw failure(error, text);
    }
  }

  return {
    async sendCode(environment, email, browser) {
      const sent = await quietly(otps.send(environment, 'email', contactOf(email), {}));
      const id = wireId('email', environment.kind, sent?.factor.id ?? randomId());
      return tokens.sealId(environment, browser, id);
    },

    async sendLink(environment, email, page, browser) {
      contactOf(email);
      const code_challenge = tokens.linkChallenge(environment, browser);
      await quietly(magicLinks.send(environment, { email, code_challenge }, page));
    },

    byCode(environment, sealedId, code, browser) {
      const method_id = tokens.openId(environment, browser, sealedId);
      return tokenOf(
        otps.authenticate(environment, { method_id, code: code.replace(/\s/g, ''), ...session }),
        TEXTS.code,
      );
    },

    byLink(environment, token, browser) {
      const code_verifier = tokens.linkVerifier(environment, browser);
      return tokenOf(
        magicLinks.authenticate(environment, { token, code_verifier, ...session }),
        TEXTS.link,
      );
    },

    async byPassword(environment, email, password) {
      const login = passwords.authenticate(environment, { email, password, ...session });
      return tokenOf(
        login.catch(async (error: unknown) => {
          await hashAnyway(environment, password, error);
          throw error;
        }),
        TEXTS.password,
      );
    },
  };
}
