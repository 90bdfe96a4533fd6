import type { Locale } from '../messages/templates/render-mail.ts';
import type { SessionOptions, SessionSelector } from '../sessions/sessions.service.ts';
import type { Attributes, Name } from '../users/wire.ts';

/** What the operations are asked with, and what every mail answers. */

export interface MailOptions {
  attributes?: Attributes | undefined;
  locale?: Locale | undefined;
  code_challenge?: string | undefined;
  login_magic_link_url?: string | undefined;
  signup_magic_link_url?: string | undefined;
  login_expiration_minutes?: number | undefined;
  signup_expiration_minutes?: number | undefined;
  login_template_id?: string | undefined;
  signup_template_id?: string | undefined;
}

export interface SendInput extends MailOptions, SessionSelector {
  email: string;
  user_id?: string | undefined;
}

export interface LoginOrCreateInput extends MailOptions {
  email: string;
  create_user_as_pending?: boolean | undefined;
}

export interface InviteInput {
  email: string;
  name?: Name | undefined;
  attributes?: Attributes | undefined;
  locale?: Locale | undefined;
  invite_magic_link_url?: string | undefined;
  invite_expiration_minutes?: number | undefined;
  invite_template_id?: string | undefined;
  trusted_metadata?: Record<string, unknown> | undefined;
  untrusted_metadata?: Record<string, unknown> | undefined;
}

export interface CreateInput {
  user_id: string;
  expiration_minutes?: number;
  attributes?: Attributes;
}

export interface AuthenticateInput extends SessionSelector, SessionOptions {
  token: string;
  attributes?: Attributes | undefined;
  options?: { ip_match_required?: boolean; user_agent_match_required?: boolean } | undefined;
  code_verifier?: string | undefined;
}
