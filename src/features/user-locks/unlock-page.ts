import { page } from '../magic-links/redirect-page.ts';
import { displayText } from '../messages/templates/display-text.ts';
import { escapeHtml } from '../messages/templates/escape-html.ts';
import { unlockTexts } from './unlock-page-texts.ts';

export interface UnlockPageInput {
  nonce: string;
  /** Language tag of the browser. */
  language: string;
  projectName: string;
}

/**
 * The page behind the link of an unlock mail. Nothing happens until a person presses the button,
 * which posts to the page's own address: a mail scanner that fetches the page unlocks nobody.
 */
export function unlockPage({ nonce, language, projectName }: UnlockPageInput): string {
  const texts = unlockTexts(language);
  return page({
    nonce,
    languageTag: texts.languageTag,
    heading: texts.heading(displayText(projectName)),
    body: `<p>${escapeHtml(texts.prompt)}</p>
<form method="post"><button class="action" type="submit">${escapeHtml(texts.action)}</button></form>`,
  });
}

/** What a form may lead to, as a source of a Content-Security-Policy. */
export function sourceOf(url: string): string {
  if (!URL.canParse(url)) return '';
  const { protocol, origin } = new URL(url);
  return protocol === 'https:' || protocol === 'http:' ? origin : protocol;
}
