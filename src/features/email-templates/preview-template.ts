import { apiError } from '../catalogue.ts';
import { requiredTag } from '../messages/templates/merge-tags.ts';
import { assertNavigableUrl } from '../messages/templates/navigable-url.ts';
import {
  type Locale,
  type MailInput,
  type RenderedMail,
  renderMail,
} from '../messages/templates/render-mail.ts';
import {
  type EmailTemplate,
  fits,
  type MailType,
  mailKindOf,
  templateTypeOf,
} from './email-template.ts';

/** Sample values by merge tag. */
export interface PreviewValues {
  user_email?: string | undefined;
  project_name?: string | undefined;
  expiration_minutes?: number | undefined;
  otp_code?: string | undefined;
  magic_link_url?: string | undefined;
  reset_password_url?: string | undefined;
  unlock_url?: string | undefined;
}

export interface PreviewInput {
  /** Absent: the template's own, or LOGIN for looks that fit all. */
  type?: MailType | undefined;
  locale?: Locale | undefined;
  values?: PreviewValues | undefined;
}

const SAMPLE_LINK = 'https://example.com/authenticate?token=sample';

function readLink(url: string | undefined): string {
  const link = url ?? SAMPLE_LINK;
  try {
    assertNavigableUrl(link);
  } catch {
    throw apiError('invalid_template_values');
  }
  return link;
}

/** The mail as it would be sent, with sample values for those that are not given. */
export function previewTemplate(
  template: EmailTemplate,
  projectName: string,
  { type, locale = 'en', values = {} }: PreviewInput,
): RenderedMail {
  const own = templateTypeOf(template);
  const chosen = type ?? (own === 'PREBUILT' ? 'LOGIN' : own);
  if (!fits(own, chosen)) throw apiError('invalid_template_id');
  const kind = mailKindOf(chosen);
  const input: MailInput = {
    kind,
    locale,
    projectName: values.project_name ?? projectName,
    recipient: values.user_email ?? 'ada@example.com',
    expirationMinutes: values.expiration_minutes ?? 60,
    environment: 'live',
    template,
  };
  const required = requiredTag[kind];
  if (required === 'otp_code') return renderMail({ ...input, code: values.otp_code ?? '123456' });
  const link = readLink(values[required as 'magic_link_url']);
  const second = required === 'reset_password_url' && readLink(values.magic_link_url);
  return renderMail({ ...input, link, ...(second !== false && { secondaryLink: second }) });
}
