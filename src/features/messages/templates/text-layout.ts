import type { MailContent } from './mail-content.ts';

/**
 * The plain text twin: everything the HTML says. Links stand alone on their line and are never
 * wrapped, so that every client makes them clickable whole.
 */
export function textLayout(content: MailContent): string {
  const paragraphs = [content.heading, content.intro];
  if (content.code !== undefined) paragraphs.push(`    ${content.code}`);
  if (content.primary) paragraphs.push(`${content.primary.action}:\n${content.primary.url}`);
  if (content.secondary) {
    paragraphs.push(content.secondary.intro);
    paragraphs.push(`${content.secondary.action}:\n${content.secondary.url}`);
  }
  paragraphs.push(content.validity, content.ignore);
  paragraphs.push([content.sentTo, content.testNotice].filter(Boolean).join('\n'));
  return `${paragraphs.join('\n\n')}\n`;
}
