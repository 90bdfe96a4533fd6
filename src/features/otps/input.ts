import type { Locale } from '../messages/templates/render-mail.ts';
import type { SessionOptions, SessionSelector } from '../sessions/sessions.service.ts';
import type { AttributeOptions } from '../users/attributes.ts';
import type { Factor } from '../users/factor.ts';
import type { UserRecord } from '../users/user-record.ts';
import type { Attributes } from '../users/wire.ts';

/** What the operations are asked with, and what every send answers. */

export interface SendOptions {
  expiration_minutes?: number | undefined;
  attributes?: Attributes | undefined;
  locale?: Locale | undefined;
  login_template_id?: string | undefined;
  signup_template_id?: string | undefined;
  /** Bundle id of the app that may fill the code in by itself; SMS, and front ends only (4.4). */
  autofill_app?: string | undefined;
}

export interface SentCode {
  user: UserRecord;
  /** The email or phone number the code was sent to: its id is the method_id. */
  factor: Factor;
  created: boolean;
}

export interface AuthenticateCode extends SessionSelector, SessionOptions {
  method_id: string;
  code: string;
  attributes?: Attributes | undefined;
  options?: AttributeOptions | undefined;
}
