import type { Login } from '../logins/logins.service.ts';
import type {
  SessionAnswer,
  SessionOptions,
  SessionSelector,
} from '../sessions/sessions.service.ts';
import type { FactorOf } from '../users/factor.ts';
import type { UserRecord } from '../users/user-record.ts';

/** Whose TOTP: our id or the caller's external id. */
export interface TotpOwner {
  user_id: string;
}

export interface CreateTotp extends TotpOwner {
  expiration_minutes?: number | undefined;
}

export interface CreatedTotp {
  user: UserRecord;
  factor: FactorOf<'totp'>;
  /** Base32. */
  secret: string;
  /** Data URL of a PNG. */
  qrCode: string;
  recoveryCodes: string[];
}

export interface AuthenticateTotp extends TotpOwner, SessionSelector, SessionOptions {
  totp_code: string;
}

export interface RecoverTotp extends TotpOwner, SessionSelector, SessionOptions {
  recovery_code: string;
}

export type TotpLogin = SessionAnswer & Pick<Login, 'user'> & { totpId: string };

export interface TotpWithCodes {
  totpId: string;
  verified: boolean;
  /** The unused ones. */
  recoveryCodes: string[];
}
