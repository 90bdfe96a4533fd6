import type { MailKind } from './mail-types.ts';

/** A link of the mail. All other tags are words. */
export const linkTags = ['magic_link_url', 'reset_password_url', 'unlock_url'] as const;
const wordTags = ['otp_code', 'user_email', 'project_name', 'expiration_minutes'] as const;

export type MergeTag = (typeof linkTags)[number] | (typeof wordTags)[number];

export const isLinkTag = (tag: MergeTag): boolean => (linkTags as readonly string[]).includes(tag);

/** Without it the mail would be of no use (management-and-dashboard, email templates). */
export const requiredTag: Readonly<Record<MailKind, MergeTag>> = {
  login: 'magic_link_url',
  signup: 'magic_link_url',
  invite: 'magic_link_url',
  reset_password: 'reset_password_url',
  verify_email_password_reset: 'reset_password_url',
  one_time_passcode: 'otp_code',
  one_time_passcode_signup: 'otp_code',
  unlock: 'unlock_url',
};

/**
 * Every tag that a mail of the kind has a value for. There is no name of the user on purpose:
 * whoever signs up chooses it, and a stranger's sentence would go out under the sender's name.
 */
export function tagsOf(kind: MailKind): ReadonlySet<MergeTag> {
  const tags: MergeTag[] = [requiredTag[kind], 'user_email', 'project_name', 'expiration_minutes'];
  // The link by which the recipient logs in without a password.
  if (kind === 'reset_password' || kind === 'verify_email_password_reset') {
    tags.push('magic_link_url');
  }
  return new Set(tags);
}

/** A place in a template; `name` is undefined where `{{` begins no tag. */
export interface FoundTag {
  start: number;
  end: number;
  name: string | undefined;
}

const TAG = /\{\{[ \t]*([A-Za-z0-9_]{1,64})[ \t]*\}\}/y;

/** In the order of the text. Values are never searched: a tag in a value is just text. */
export function findTags(text: string): FoundTag[] {
  const found: FoundTag[] = [];
  for (let at = text.indexOf('{{'); at >= 0; ) {
    TAG.lastIndex = at;
    const match = TAG.exec(text);
    const end = match ? TAG.lastIndex : at + 2;
    found.push({ start: at, end, name: match?.[1] });
    at = text.indexOf('{{', end);
  }
  return found;
}

/** The text with every tag replaced by what `write` gives for it. */
export function fillTags<T extends FoundTag>(
  text: string,
  tags: readonly T[],
  write: (tag: T) => string,
): string {
  let filled = '';
  let from = 0;
  for (const tag of tags) {
    filled += text.slice(from, tag.start) + write(tag);
    from = tag.end;
  }
  return filled + text.slice(from);
}
