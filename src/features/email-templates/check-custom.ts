import { apiError, type ErrorType } from '../catalogue.ts';
import { type HtmlSlot, htmlSlots } from '../messages/templates/custom-mail.ts';
import { HtmlProblem } from '../messages/templates/html-areas.ts';
import {
  type FoundTag,
  findTags,
  isLinkTag,
  type MergeTag,
  requiredTag,
  tagsOf,
} from '../messages/templates/merge-tags.ts';
import { type CustomHtmlCustomization, mailKindOf } from './email-template.ts';

/** Characters. Gmail cuts a mail off after 102 kB of HTML. */
const MAX_HTML = 100_000;
const MAX_PLAINTEXT = 50_000;
const MAX_SUBJECT = 255;
/** In one part; bounds what a template can grow to when it is filled. */
const MAX_TAGS = 100;

const refused = (type: ErrorType, message: string) => apiError(type, { message });
const badTag = (message: string) => refused('invalid_email_template_content', message);

/** Throws what is wrong with a template of HTML before it is stored; gives its known members. */
export function readCustom(custom: CustomHtmlCustomization): CustomHtmlCustomization {
  const { template_type, html_content, subject } = custom;
  // Empty is absent, as Go sends it.
  const plaintext = custom.plaintext_content || undefined;
  if (template_type === 'PREBUILT') {
    throw refused(
      'invalid_email_template_parameters',
      'custom_html_customization needs the template_type of one kind of mail.',
    );
  }
  const kind = mailKindOf(template_type);
  checkSubject(subject);
  checkSize('invalid_email_html', 'html_content', html_content, MAX_HTML);
  if (plaintext !== undefined) {
    checkSize('invalid_email_plaintext', 'plaintext_content', plaintext, MAX_PLAINTEXT);
  }
  const known = tagsOf(kind);
  const inSubject = checkTags('subject', findTags(subject), known);
  if (inSubject.some(isLinkTag)) {
    throw refused('invalid_email_subject', 'A link cannot stand in the subject.');
  }
  const slots = readSlots(html_content);
  const inHtml = checkTags('html_content', slots, known);
  const misplaced = slots.find(({ area }) => area === undefined);
  if (misplaced) {
    throw badTag(
      `{{${misplaced.name}}} in html_content stands where no merge tag can: put it into text or into a quoted attribute other than style.`,
    );
  }
  const required = requiredTag[kind];
  const inText =
    plaintext === undefined
      ? [required]
      : checkTags('plaintext_content', findTags(plaintext), known);
  if (!inHtml.includes(required) || !inText.includes(required)) {
    throw badTag(`html_content and plaintext_content must both have {{${required}}}.`);
  }
  return {
    template_type,
    html_content,
    ...(plaintext !== undefined && { plaintext_content: plaintext }),
    subject,
  };
}

function checkSubject(subject: string): void {
  const oneLine = !/[\p{Cc}\u2028\u2029]/u.test(subject);
  if (!oneLine || subject.trim() === '' || subject.length > MAX_SUBJECT) {
    throw refused(
      'invalid_email_subject',
      `subject must be one line of 1 to ${MAX_SUBJECT} characters.`,
    );
  }
}

function checkSize(type: ErrorType, part: string, content: string, max: number): void {
  if (content.trim() === '' || content.length > max) {
    throw refused(type, `${part} must have 1 to ${max} characters.`);
  }
}

function readSlots(html: string): HtmlSlot[] {
  try {
    return htmlSlots(html);
  } catch (error) {
    if (!(error instanceof HtmlProblem)) throw error;
    throw refused('invalid_email_html', `html_content: ${error.message}.`);
  }
}

/** The names in use; throws for one that the mail has no value for. */
function checkTags(
  part: string,
  tags: readonly FoundTag[],
  known: ReadonlySet<string>,
): MergeTag[] {
  if (tags.length > MAX_TAGS) {
    throw badTag(`${part} has more than ${MAX_TAGS} merge tags.`);
  }
  return tags.map(({ name, start }) => {
    if (name === undefined) {
      throw badTag(`{{ at character ${start + 1} of ${part} does not begin a merge tag.`);
    }
    if (!known.has(name)) {
      const all = [...known].map((tag) => `{{${tag}}}`).join(', ');
      throw badTag(`{{${name}}} in ${part} is unknown; mails of this type know ${all}.`);
    }
    return name as MergeTag;
  });
}
