import { toTimestamp } from '../../platform/clock.ts';
import { safeEqual } from '../../platform/crypto/tokens.ts';
import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { mergeCustomClaims } from '../sessions/custom-claims.ts';
import type { SessionJwts } from '../sessions/session-jwt.ts';
import type { SessionAnswer, SessionOptions } from '../sessions/sessions.service.ts';
import type { SigningKeys } from '../sessions/signing-keys.service.ts';
import type { Session } from '../sessions/wire.ts';
import type { User } from '../users/wire.ts';

/**
 * The fixed values of TEST environments (behaviour-core 10), backend API only. They are no rows:
 * search does not find the sandbox user and nothing is ever sent to it.
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

const MINUTE_MS = 60_000;
const DEFAULT_DURATION = 60;

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

/**
 * The sandbox user where the address or number is the sandbox one, else undefined. Outside TEST
 * such input is an error of its own.
 */
export function sandboxFor(
  environment: Environment,
  input: { email?: string | undefined; phone_number?: string | undefined },
): SandboxUser | undefined {
  const email = input.email?.toLowerCase() === EMAIL;
  const phone = input.phone_number === PHONE;
  if (!email && !phone) return undefined;
  if (environment.type !== 'TEST') {
    throw apiError(email ? 'invalid_email_sandbox' : 'invalid_phone_number_sandbox');
  }
  return { user_id: USER_ID, email_id: EMAIL_ID, phone_id: PHONE_ID, user: sandboxUser() };
}

export interface Sandbox {
  /** Answers a sandbox magic link token; undefined for any other token. */
  magicLink(
    environment: Environment,
    token: string,
    options: SessionOptions,
  ): Promise<(SessionAnswer & { user: User; methodId: string }) | undefined>;
  /** Answers a sandbox session token; undefined for any other token. */
  session(
    environment: Environment,
    token: string | undefined,
    options: SessionOptions,
  ): Promise<(SessionAnswer & { session: Session; user: User }) | undefined>;
}

export function createSandbox(jwts: SessionJwts, keys: SigningKeys): Sandbox {
  async function answer(
    environment: Environment,
    options: SessionOptions,
  ): Promise<SessionAnswer & { session: Session }> {
    const now = environment.now();
    const minutes = options.session_duration_minutes ?? DEFAULT_DURATION;
    const claims = mergeCustomClaims({}, options.session_custom_claims ?? {});
    const session: Session = {
      session_id: SESSION_ID,
      user_id: USER_ID,
      authentication_factors: [
        {
          type: 'magic_link',
          delivery_method: 'email',
          last_authenticated_at: toTimestamp(now),
          created_at: toTimestamp(now),
          updated_at: toTimestamp(now),
          email_factor: { email_id: EMAIL_ID, email_address: EMAIL },
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

  return {
    async magicLink(environment, token, options) {
      if (environment.type !== 'TEST') return undefined;
      if (safeEqual(token, USED_MAGIC_TOKEN)) throw apiError('unable_to_auth_magic_link');
      if (safeEqual(token, UNKNOWN_MAGIC_TOKEN)) throw apiError('magic_link_not_found');
      if (!safeEqual(token, MAGIC_TOKEN)) return undefined;
      const session =
        options.session_duration_minutes === undefined
          ? { session: null, session_token: '', session_jwt: '' }
          : await answer(environment, options);
      return { ...session, user: sandboxUser(), methodId: EMAIL_ID };
    },

    async session(environment, token, options) {
      if (environment.type !== 'TEST' || token === undefined) return undefined;
      if (safeEqual(token, UNKNOWN_SESSION_TOKEN)) throw apiError('session_not_found');
      if (!safeEqual(token, SESSION_TOKEN)) return undefined;
      return { ...(await answer(environment, options)), user: sandboxUser() };
    },
  };
}
