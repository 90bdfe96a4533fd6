import { apiError } from '../catalogue.ts';
import type { MailKind } from '../messages/templates/mail-types.ts';
import type { Environment } from '../projects/environment.ts';
import { fits, mailTypeOf } from './email-template.ts';

/**
 * Letters, digits, `.`, `_` and `-`: the id stands in URLs, which some clients do not encode. It
 * cannot begin with a dot, because `..` is a step in a path.
 */
const TEMPLATE_ID = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

export const isTemplateId = (id: string): boolean => TEMPLATE_ID.test(id);

/**
 * The template of a mail: the one that is asked for, else the project's default for its type, else
 * that for PREBUILT, else undefined: the stock mail. Throws `invalid_template_id` for a malformed
 * id or a template of HTML for another type, 404 `email_template_not_found` (messaging 3.10).
 */
export function chooseTemplate(
  { emailTemplates }: Pick<Environment, 'emailTemplates'>,
  kind: MailKind,
  id: string | undefined,
): string | undefined {
  const type = mailTypeOf(kind);
  const { types, defaults } = emailTemplates;
  if (id === undefined || id === '') return defaults.get(type) ?? defaults.get('PREBUILT');
  if (!isTemplateId(id)) throw apiError('invalid_template_id');
  const found = types.get(id);
  if (found === undefined) throw apiError('email_template_not_found');
  if (!fits(found, type)) throw apiError('invalid_template_id');
  return id;
}

/**
 * Checks a `*_template_id` argument before anything is written. The same id then goes into
 * `messages.queue` as `templateId`; mails without such an argument need neither.
 */
export function assertTemplate(
  environment: Pick<Environment, 'emailTemplates'>,
  kind: MailKind,
  id: string | undefined,
): void {
  chooseTemplate(environment, kind, id);
}
