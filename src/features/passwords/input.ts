import type { Locale } from '../messages/templates/render-mail.ts';
import type { SessionOptions, SessionSelector } from '../sessions/sessions.service.ts';
import type { AttributeOptions } from '../users/attributes.ts';
import type { Attributes, Name } from '../users/wire.ts';
import type { ForeignHash } from './hashing/foreign-hash.ts';

/** What the operations are asked with. */

export interface CreateInput extends SessionOptions {
  email: string;
  password: string;
  name?: Name | undefined;
  trusted_metadata?: Record<string, unknown> | undefined;
  untrusted_metadata?: Record<string, unknown> | undefined;
}

export interface AuthenticateInput extends SessionSelector, SessionOptions {
  email: string;
  password: string;
}

export interface StrengthCheckInput {
  password: string;
  email?: string | undefined;
}

export interface MigrateInput extends ForeignHash {
  email: string;
  set_email_verified?: boolean | undefined;
  phone_number?: string | undefined;
  set_phone_number_verified?: boolean | undefined;
  name?: Name | undefined;
  trusted_metadata?: Record<string, unknown> | undefined;
  untrusted_metadata?: Record<string, unknown> | undefined;
  external_id?: string | undefined;
  roles?: string[] | undefined;
}

export interface ResetStartInput {
  email: string;
  reset_password_redirect_url?: string | undefined;
  reset_password_expiration_minutes?: number | undefined;
  reset_password_template_id?: string | undefined;
  login_redirect_url?: string | undefined;
  code_challenge?: string | undefined;
  attributes?: Attributes | undefined;
  locale?: Locale | undefined;
}

export interface EmailResetInput extends SessionSelector, SessionOptions {
  token: string;
  password: string;
  code_verifier?: string | undefined;
  attributes?: Attributes | undefined;
  options?: AttributeOptions | undefined;
}

export interface ExistingPasswordResetInput extends SessionSelector, SessionOptions {
  email: string;
  existing_password: string;
  new_password: string;
}

export interface SessionResetInput extends SessionSelector, SessionOptions {
  password: string;
}
