import { customMail, type MergeValues } from './custom-mail.ts';
import { displayText } from './display-text.ts';
import { htmlLayout } from './html-layout.ts';
import type { MailContent, MailLink } from './mail-content.ts';
import { mailLook, stockLook } from './mail-look.ts';
import type { MailInput, RenderedMail } from './mail-types.ts';
import { assertNavigableUrl } from './navigable-url.ts';
import { spokenDuration } from './spoken-duration.ts';
import { textLayout } from './text-layout.ts';
import { allTexts } from './texts/all-texts.ts';
import type { CodeMailTexts, LinkMailTexts, ResetMailTexts } from './texts/mail-texts.ts';

export type { Locale, MailInput, MailKind, RenderedMail } from './mail-types.ts';

/**
 * The mail of a kind: subject, HTML and its plain text twin, by the project's template or the stock
 * one. Every value is treated as
 * hostile. Throws TypeError where the input lacks the link or code of its kind, or a link has a
 * scheme that must not be followed; the message never holds the value.
 */
export function renderMail(input: MailInput): RenderedMail {
  const custom = input.template?.custom_html_customization;
  if (custom) {
    return customMail(custom, mergeValues(input), () => textLayout(mailContent(input)));
  }
  const content = mailContent(input);
  return { subject: content.subject, html: htmlLayout(content), text: textLayout(content) };
}

function mergeValues(input: MailInput): MergeValues {
  const common = {
    user_email: input.recipient,
    project_name: input.projectName,
    expiration_minutes: String(Math.max(1, Math.floor(input.expirationMinutes))),
  };
  switch (input.kind) {
    case 'one_time_passcode':
    case 'one_time_passcode_signup':
      return { ...common, otp_code: requiredCode(input.code) };
    case 'reset_password':
    case 'verify_email_password_reset': {
      const link = requiredLink(input.link);
      // Without a second link the first one is better than one that leads nowhere.
      const second = requiredLink(input.secondaryLink ?? link);
      return { ...common, reset_password_url: link, magic_link_url: second };
    }
    case 'unlock':
      return { ...common, unlock_url: requiredLink(input.link) };
    default:
      return { ...common, magic_link_url: requiredLink(input.link) };
  }
}

function mailContent(input: MailInput): MailContent {
  const texts = allTexts[input.locale];
  const project = displayText(input.projectName);
  const duration = spokenDuration(input.expirationMinutes, texts.duration);
  const prebuilt = input.template?.prebuilt_customization;
  const look = prebuilt ? mailLook(prebuilt) : stockLook;
  const common = (mail: CodeMailTexts) => ({
    look,
    languageTag: texts.languageTag,
    project,
    subject: mail.subject(project),
    heading: mail.heading(project),
    intro: mail.intro(project),
    validity: mail.validity(duration),
    ignore: mail.ignore,
    linkFallback: texts.linkFallback,
    sentTo: texts.sentTo(displayText(input.recipient)),
    ...(input.environment === 'test' ? { testNotice: texts.testNotice } : {}),
  });
  const linkMail = (mail: LinkMailTexts) => ({
    ...common(mail),
    primary: mailLink(mail.action, input.link),
  });

  switch (input.kind) {
    case 'one_time_passcode':
    case 'one_time_passcode_signup':
      return { ...common(texts.codeMails[input.kind]), code: requiredCode(input.code) };
    case 'reset_password':
    case 'verify_email_password_reset':
      return resetContent(input, texts.resetMails[input.kind], duration, linkMail);
    default:
      return linkMail(texts.linkMails[input.kind]);
  }
}

function resetContent(
  input: MailInput,
  mail: ResetMailTexts,
  duration: string,
  linkMail: (mail: LinkMailTexts) => MailContent,
): MailContent {
  if (input.secondaryLink === undefined) return linkMail(mail);
  return {
    ...linkMail(mail),
    validity: mail.secondary.validity(duration),
    linkFallback: allTexts[input.locale].linksFallback,
    secondary: {
      intro: mail.secondary.intro,
      ...mailLink(mail.secondary.action, input.secondaryLink),
    },
  };
}

const mailLink = (action: string, url: string | undefined): MailLink => ({
  action,
  url: requiredLink(url),
});

function requiredLink(url: string | undefined): string {
  if (url === undefined) throw new TypeError('this kind of mail needs a link');
  assertNavigableUrl(url);
  return url;
}

function requiredCode(code: string | undefined): string {
  if (code === undefined) throw new TypeError('this kind of mail needs a code');
  return displayText(code);
}
