import type { MailLook } from './mail-look.ts';

export interface MailLink {
  action: string;
  url: string;
}

/** A mail in words, before it takes a form. Plain strings on one line; nothing is escaped yet. */
export interface MailContent {
  look: MailLook;
  languageTag: string;
  project: string;
  subject: string;
  heading: string;
  intro: string;
  code?: string;
  primary?: MailLink;
  secondary?: MailLink & { intro: string };
  validity: string;
  ignore: string;
  linkFallback: string;
  sentTo: string;
  testNotice?: string;
}
