import type { TemplateContent } from '../../email-templates/email-template.ts';

/** Locales of the stock mails (reference: messaging 3.10). */
export type Locale = 'en' | 'es' | 'pt-br' | 'fr';

/** Mails that carry a six-digit code instead of a link. */
export type CodeMailKind = 'one_time_passcode' | 'one_time_passcode_signup';

/** Mails that may offer a second way in: "log in without a password". */
export type ResetMailKind = 'reset_password' | 'verify_email_password_reset';

export type LinkMailKind = 'login' | 'signup' | 'invite' | 'unlock' | ResetMailKind;

export type MailKind = LinkMailKind | CodeMailKind;

export interface MailInput {
  kind: MailKind;
  locale: Locale;
  projectName: string;
  recipient: string;
  /** Target of the main button; required for every kind that is not a code. */
  link?: string;
  /** "Log in without a password"; only reset mails show it. */
  secondaryLink?: string;
  /** Required for the code kinds. */
  code?: string;
  expirationMinutes: number;
  environment: 'test' | 'live';
  /** The project's template for this mail; the stock mail where there is none. */
  template?: TemplateContent;
}

export interface RenderedMail {
  subject: string;
  html: string;
  text: string;
}
