import { displayText } from './display-text.ts';
import { htmlLayout } from './html-layout.ts';
import type { MailContent, MailLink } from './mail-content.ts';
import type { MailInput, RenderedMail } from './mail-types.ts';
import { assertNavigableUrl } from './navigable-url.ts';
import { spokenDuration } from './spoken-duration.ts';
import { textLayout } from './text-layout.ts';
import { allTexts } from './texts/all-texts.ts';
import type { CodeMailTexts, LinkMailTexts, ResetMailTexts } from './texts/mail-texts.ts';

export type { Locale, MailInput, MailKind, RenderedMail } from './mail-types.ts';

/**
 * The stock mail of a kind: subject, HTML and its plain text twin. Every value is treated as
 * hostile. Throws TypeError where the input lacks the link or code of its kind, or a link has a
 * scheme that must not be followed; the message never holds the value.
 */
export function renderMail(input: MailInput): RenderedMail {
  const content = mailContent(input);
  return { subject: content.subject, html: htmlLayout(content), text: textLayout(content) };
}

function mailContent(input: MailInput): MailContent {
  const texts = allTexts[input.locale];
  const project = displayText(input.projectName);
  const duration = spokenDuration(input.expirationMinutes, texts.duration);
  const common = (mail: CodeMailTexts) => ({
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

function mailLink(action: string, url: string | undefined): MailLink {
  if (url === undefined) throw new TypeError('this kind of mail needs a link');
  assertNavigableUrl(url);
  return { action, url };
}

function requiredCode(code: string | undefined): string {
  if (code === undefined) throw new TypeError('this kind of mail needs a code');
  return displayText(code);
}
