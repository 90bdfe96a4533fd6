import type { MessageTable } from '../../platform/db/schema.ts';
import type { TemplateContent } from '../email-templates/email-template.ts';
import type { Environment } from '../projects/environment.ts';
import { type Locale, type MailKind, renderMail } from './templates/render-mail.ts';
import { renderTextMessage } from './templates/text-message.ts';

export type Channel = MessageTable['channel'];

/** What a flow asks to be sent. */
export interface NewMessage {
  channel: Channel;
  kind: MailKind;
  locale: Locale;
  /** Address as written, or E.164. */
  recipient: string;
  /** What `assertTemplate` approved; absent: the project's default for the kind. Mail only. */
  templateId?: string | undefined;
  expirationMinutes: number;
  link?: string | undefined;
  /** "Log in without a password" of reset mails. */
  secondaryLink?: string | undefined;
  /** The token inside the link, for the inbox of TEST environments. */
  token?: string | undefined;
  code?: string | undefined;
  /**
   * Whose code it is, and the id that the message is to have: the code names it, so a code that
   * replaces this one withdraws the message.
   */
  codeOf?: { factorId: string; messageId: string } | undefined;
  /** Last line of a text message by which a device fills the code in. */
  autofill?: string | undefined;
}

export interface Sender {
  name: string;
  address: string;
  replyTo?: string;
  replyToName?: string;
}

/** What a message is rendered from; sealed in the database, rendered when it is sent or shown. */
export interface MessageContent extends Omit<NewMessage, 'templateId' | 'codeOf'> {
  projectName: string;
  environment: Environment['kind'];
  sender: Sender;
  /** A copy: a change of the template does not change a mail that was accepted before. */
  template?: TemplateContent;
}

export interface RenderedMessage {
  /** Empty for text messages, like `html`. */
  subject: string;
  html: string;
  text: string;
}

export function renderMessage(content: MessageContent): RenderedMessage {
  const { code = '', link, secondaryLink, ...rest } = content;
  if (content.channel !== 'email') {
    const { autofill = '', ...input } = rest;
    return { subject: '', html: '', text: renderTextMessage({ ...input, code, autofill }) };
  }
  return renderMail({
    ...rest,
    ...(link !== undefined && { link }),
    ...(secondaryLink !== undefined && { secondaryLink }),
    ...(code !== '' && { code }),
  });
}
