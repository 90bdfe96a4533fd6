import type { CustomHtmlCustomization } from '../../email-templates/email-template.ts';
import { displayText } from './display-text.ts';
import { escapeHtml } from './escape-html.ts';
import { type HtmlArea, htmlAreas } from './html-areas.ts';
import type { RenderedMail } from './mail-types.ts';
import { type FoundTag, fillTags, findTags, isLinkTag, type MergeTag } from './merge-tags.ts';

export type MergeValues = Readonly<Partial<Record<MergeTag, string>>>;

/**
 * A mail of the operator's own with its values. The template was checked when it was saved, so a
 * tag stands in text or in quotes; what a value may do there is decided here, whatever it says.
 * Without a plain text of its own it has that of the stock mail: every mail has both.
 */
export function customMail(
  custom: CustomHtmlCustomization,
  values: MergeValues,
  stockText: () => string,
): RenderedMail {
  const plain = custom.plaintext_content;
  const subject = fillTags(custom.subject, findTags(custom.subject), words(values));
  return {
    subject: subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim(),
    html: fillHtml(custom.html_content, values),
    text: plain === undefined ? stockText() : fillTags(plain, findTags(plain), words(values)),
  };
}

const mergeValue = (values: MergeValues, tag: FoundTag): string =>
  values[tag.name as MergeTag] ?? '';
const isLink = (tag: FoundTag): boolean => isLinkTag(tag.name as MergeTag);

/** Links as they are: they were found navigable. Words on one line and of bearable length. */
const words = (values: MergeValues) => (tag: FoundTag) =>
  isLink(tag) ? mergeValue(values, tag) : displayText(mergeValue(values, tag));

const fillHtml = (html: string, values: MergeValues): string =>
  fillTags(html, htmlSlots(html), (slot) => {
    const plain = words(values)(slot);
    if (slot.area?.kind !== 'url') return escapeHtml(plain);
    // A link is the whole URL or its front; anything else is one piece of somebody's URL.
    if (isLink(slot) && slot.start === slot.area.start) return escapeHtml(plain);
    return escapeHtml(encodeURIComponent(mergeValue(values, slot).toWellFormed()));
  });

export interface HtmlSlot extends FoundTag {
  /** Undefined where no tag may stand. */
  area: HtmlArea | undefined;
}

/** The tags of a template outside of comments, each with the place it stands in. */
export function htmlSlots(html: string): HtmlSlot[] {
  const areas = htmlAreas(html);
  let next = 0;
  const slots: HtmlSlot[] = [];
  for (const tag of findTags(html)) {
    while (next < areas.length && (areas[next] as HtmlArea).end < tag.end) next += 1;
    const area = areas[next];
    const inside = area !== undefined && area.start <= tag.start;
    if (inside && area.kind === 'comment') continue;
    slots.push({ ...tag, area: inside ? area : undefined });
  }
  return slots;
}
