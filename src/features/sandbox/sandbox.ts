import { type Clock, toTimestamp } from '../../platform/clock.ts';
import { apiError, type ErrorType } from '../catalogue.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import type { Projects } from '../projects/projects.service.ts';
import type { ProvenFactor } from '../sessions/authentication-factors.ts';
import { mergeCustomClaims } from '../sessions/custom-claims.ts';
import {
  readSessionJwt,
  type SessionJwtOptions,
  type SessionJwts,
} from '../sessions/session-jwt.ts';
import {
  type LiveSessionAnswer,
  noSession,
  type SessionAnswer,
} from '../sessions/sessions.service.ts';
import type { SigningKeys } from '../sessions/signing-keys.service.ts';
import type { Session } from '../sessions/wire.ts';
import type { User } from '../users/wire.ts';
import { createSandboxOAuth, type SandboxOAuth } from './oauth.ts';
import type { SandboxOptions } from './options.ts';
import { createSandboxSecondFactors, type SandboxSecondFactors } from './second-factors.ts';

/**
 * The fixed values of TEST environments (behaviour-core 10), backend API only. They are no rows:
 * search does not find the sandbox user and nothing is ever sent to it. Everybody knows them, so
 * they are compared like any text.
 */
const USER_ID = 'user-test-e3795c81-f849-4167-bfda-e4a6e9c280fd';
const EMAIL_ID = 'email-test-23873e89-d4ed-4e92-b3b9-e5c7198fa286';
const EMAIL = 'sandbox@stytch.com';
const PHONE_ID = 'phone-number-test-98cfbe19-6c8f-4b8b-b62a-e78a5a7bdff3';
const PHONE = '+10000000000';
const SESSION_ID = 'session-test-eb94233f-8800-4ebd-8645-51dc15f9d028';
const SESSION_TOKEN = 'WJtR5BCy38Szd5AfoDpf0iqFKEt4EE5JhjlWUY7l3FtY';
const STARTED_AT = '2021-08-28T00:41:58.935673Z';
const UNKNOWN_SESSION_TOKEN = '59cnLELtq5cFVS6uYK9f-pAWzBkhqZl8AvLhbhOvKNWw';
const MAGIC_TOKEN = 'DOYoip3rvIMMW5lgItikFK-Ak1CfMsgjuiCyI7uuU94=';
const USED_MAGIC_TOKEN = '3pzjQpgksDlGKWEwUq2Up--hCHC_0oamfLHyfspKDFU=';
const UNKNOWN_MAGIC_TOKEN = 'CprTtwhnRNiMBiUS2jSLcWYrfuO2POeBNdo5HhW6qTM=';

const CODE = '000000';

const MINUTE_MS = 60_000;
const DEFAULT_DURATION = 60;

const linkFactor: ProvenFactor = {
  type: 'magic_link',
  delivery_method: 'email',
  email_factor: { email_id: EMAIL_ID, email_address: EMAIL },
};
const mailedCodeFactor: ProvenFactor = { ...linkFactor, type: 'otp' };
const textedCodeFactor: ProvenFactor = {
  type: 'otp',
  delivery_method: 'sms',
  phone_number_factor: { phone_id: PHONE_ID, phone_number: PHONE },
};
const passwordFactor: ProvenFactor = { type: 'password', delivery_method: 'knowledge' };

const sandboxUser = (): User => ({
  user_id: USER_ID,
  emails: [{ email_id: EMAIL_ID, email: EMAIL, verified: false }],
  status: '',
  phone_numbers: [{ phone_id: PHONE_ID, phone_number: PHONE, verified: false }],
  webauthn_registrations: [],
  providers: [],
  totps: [],
  crypto_wallets: [],
  biometric_registrations: [],
  is_locked: false,
  roles: [],
  name: null,
  created_at: null,
  password: null,
  trusted_metadata: {},
  untrusted_metadata: {},
  external_id: null,
  lock_created_at: null,
  lock_expires_at: null,
});

export interface SandboxUser {
  user_id: string;
  email_id: string;
  phone_id: string;
  user: User;
}

interface Identifiers {
  email?: string | undefined;
  phone_number?: string | undefined;
}

/** The error that a sandbox address or number deserves where there is no sandbox. */
function refusal(input: Identifiers): ErrorType | undefined {
  if (input.email?.trim().toLowerCase() === EMAIL) return 'invalid_email_sandbox';
  return input.phone_number === PHONE ? 'invalid_phone_number_sandbox' : undefined;
}

/** For operations that make real use of an address or number: the sandbox ones have none. */
export function refuseSandbox(input: Identifiers): void {
  const error = refusal(input);
  if (error) throw apiError(error);
}

/** What a sandbox answer needs to know of the call beside the token. */
export interface SandboxSessionOptions extends SandboxOptions {
  authorization_check?: object | undefined;
}

export type SandboxLogin = SessionAnswer & { user: User; methodId: string; resetSessions: boolean };

export interface Sandbox extends SandboxSecondFactors, SandboxOAuth {
  /**
   * The sandbox user where the address or number is the sandbox one, else undefined. Outside TEST
   * such input is an error of its own.
   */
  user(environment: Environment, input: Identifiers): Promise<SandboxUser | undefined>;
  /** Answers a sandbox magic link token; undefined for any other token. */
  magicLink(
    environment: Environment,
    token: string,
    options: SandboxOptions,
  ): Promise<SandboxLogin | undefined>;
  /** Answers the sandbox passcode of a sandbox method_id; undefined for any other method_id. */
  otp(
    environment: Environment,
    methodId: string,
    code: string,
    options: SandboxOptions,
  ): Promise<SandboxLogin | undefined>;
  /** Answers the sandbox address, whatever the password; undefined for any other address. */
  password(
    environment: Environment,
    email: string,
    options: SandboxOptions,
  ): Promise<SandboxLogin | undefined>;
  /** Takes the sandbox magic link token for that of a reset mail; undefined for any other token. */
  passwordReset(
    environment: Environment,
    token: string,
    options: SandboxOptions,
  ): Promise<SandboxLogin | undefined>;
  /** Answers a sandbox session token, or a JWT that came with one; undefined for any other. */
  session(
    environment: Environment,
    options: SandboxSessionOptions,
  ): Promise<(LiveSessionAnswer & { user: User }) | undefined>;
}

export interface SandboxDependencies {
  jwts: SessionJwts;
  jwtOptions: SessionJwtOptions;
  keys: SigningKeys;
  projects: Pick<Projects, 'currentVersion'>;
  /** Real time. */
  clock: Clock;
}

/** Whether the sandbox session is named in a JWT, which may be forged: all others cost no more. */
const namesOurSession = (jwt: string): boolean =>
  Buffer.from(jwt.split('.')[1] ?? '', 'base64url').includes(SESSION_ID);

export function createSandbox(dependencies: SandboxDependencies): Sandbox {
  const { jwts, jwtOptions, keys, projects, clock } = dependencies;

  /** Sandbox answers have no statement of their own, but revoked secrets must not get them. */
  const confirm = async (environment: Environment): Promise<void> =>
    confirmVersion(environment, await projects.currentVersion(environment.id));

  async function answer(
    environment: Environment,
    options: SandboxOptions,
    factor: ProvenFactor = linkFactor,
  ): Promise<LiveSessionAnswer> {
    const now = environment.now();
    const minutes = options.session_duration_minutes ?? DEFAULT_DURATION;
    const claims = mergeCustomClaims({}, options.session_custom_claims ?? {});
    const session: Session = {
      session_id: SESSION_ID,
      user_id: USER_ID,
      authentication_factors: [
        {
          ...factor,
          last_authenticated_at: toTimestamp(now),
          created_at: toTimestamp(now),
          updated_at: toTimestamp(now),
        },
      ],
      roles: [],
      started_at: STARTED_AT,
      last_accessed_at: toTimestamp(now),
      expires_at: toTimestamp(now + minutes * MINUTE_MS),
      attributes: { ip_address: '', user_agent: '' },
      custom_claims: Object.keys(claims).length === 0 ? null : claims,
    };
    const session_jwt = await jwts.mint(await keys.ensure(environment), session);
    return { session, session_token: SESSION_TOKEN, session_jwt };
  }

  /** A session only where a duration was given, as everywhere. */
  const maybeSession = async (
    environment: Environment,
    options: SandboxOptions,
    factor?: ProvenFactor,
  ): Promise<SessionAnswer> => {
    if (options.session_token && options.session_jwt) throw apiError('too_many_session_arguments');
    return options.session_duration_minutes === undefined
      ? noSession()
      : { ...(await answer(environment, options, factor)), user_device: null };
  };

  const login = async (
    environment: Environment,
    options: SandboxOptions,
    methodId: string = EMAIL_ID,
    factor?: ProvenFactor,
  ): Promise<SandboxLogin> => {
    await confirm(environment);
    const session = await maybeSession(environment, options, factor);
    return { ...session, user: sandboxUser(), methodId, resetSessions: false };
  };

  const parts = {
    identity: () => ({ user_id: USER_ID, user: sandboxUser() }),
    confirm,
    session: maybeSession,
  };

  return {
    ...createSandboxSecondFactors(parts),
    ...createSandboxOAuth(parts),

    async user(environment, input) {
      if (refusal(input) === undefined) return undefined;
      if (environment.type !== 'TEST') refuseSandbox(input);
      await confirm(environment);
      return { user_id: USER_ID, email_id: EMAIL_ID, phone_id: PHONE_ID, user: sandboxUser() };
    },

    async magicLink(environment, token, options) {
      if (environment.type !== 'TEST') return undefined;
      if (token === USED_MAGIC_TOKEN) throw apiError('unable_to_auth_magic_link');
      if (token === UNKNOWN_MAGIC_TOKEN) throw apiError('magic_link_not_found');
      return token === MAGIC_TOKEN ? login(environment, options) : undefined;
    },

    async otp(environment, methodId, code, options) {
      if (environment.type !== 'TEST') return undefined;
      if (methodId !== EMAIL_ID && methodId !== PHONE_ID) return undefined;
      if (code !== CODE)
        throw apiError(/^\d{6}$/.test(code) ? 'otp_code_not_found' : 'invalid_code');
      const factor = methodId === EMAIL_ID ? mailedCodeFactor : textedCodeFactor;
      return login(environment, options, methodId, factor);
    },

    async password(environment, email, options) {
      if (refusal({ email }) === undefined) return undefined;
      if (environment.type !== 'TEST') refuseSandbox({ email });
      return login(environment, options, EMAIL_ID, passwordFactor);
    },

    async passwordReset(environment, token, options) {
      if (environment.type !== 'TEST' || token !== MAGIC_TOKEN) return undefined;
      return login(environment, options, EMAIL_ID, passwordFactor);
    },

    async session(environment, options) {
      const { session_token: token, session_jwt: jwt } = options;
      if (environment.type !== 'TEST') return undefined;
      // One beside the other is too many, as for all sessions.
      if (token && jwt) return undefined;
      if (token === UNKNOWN_SESSION_TOKEN) throw apiError('session_not_found');
      if (token !== SESSION_TOKEN && !(jwt && namesOurSession(jwt))) return undefined;
      await confirm(environment);
      if (jwt && readSessionJwt(environment, jwt, jwtOptions, clock.now()) !== SESSION_ID) {
        return undefined;
      }
      // The sandbox user has no roles, so nothing grants it anything.
      if (options.authorization_check) throw apiError('consumer_session_authorization_error');
      const answered = await answer(environment, options);
      // As everywhere, who comes with a JWT is not shown the token.
      const session_token = jwt ? '' : answered.session_token;
      return { ...answered, session_token, user: sandboxUser() };
    },
  };
}
