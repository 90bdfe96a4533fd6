import { displayText } from '../messages/templates/display-text.ts';
import { escapeHtml } from '../messages/templates/escape-html.ts';
import { assertNavigableUrl } from '../messages/templates/navigable-url.ts';
import { redirectScript } from './redirect-page-script.ts';
import { REDIRECT_STYLES } from './redirect-page-styles.ts';
import { redirectTexts } from './redirect-page-texts.ts';

export { appendRedirectParameters } from './append-redirect-parameters.ts';

export interface RedirectPageInput {
  /** Where the app wants its user, token included. Never taken from the request. */
  targetUrl: string;
  /** Base64 of at least 128 random bits, new for every response. */
  nonce: string;
  locale?: string;
  projectName?: string;
  /** Also forwards browsers driven by a program. For test environments only. */
  allowAutomation?: boolean;
}

export interface RedirectErrorPageInput {
  nonce: string;
  locale?: string;
}

/**
 * The page behind a mailed link. It forwards by script and shows a plain link for everyone else,
 * so that a mail scanner that merely fetches it burns no token. Throws TypeError for a target that
 * must not be followed (`javascript:` and its like) or a malformed nonce.
 */
export function redirectPage(input: RedirectPageInput): string {
  assertNavigableUrl(input.targetUrl);
  const texts = redirectTexts(input.locale);
  const project = input.projectName === undefined ? undefined : displayText(input.projectName);
  return page({
    nonce: input.nonce,
    languageTag: texts.languageTag,
    heading: texts.heading(project),
    body: `<p class="when-waiting">${escapeHtml(texts.prompt)}</p>
<p class="when-forwarding" role="status">${escapeHtml(texts.forwarding)}</p>
<a class="action" href="${escapeHtml(input.targetUrl)}" rel="nofollow noreferrer">${escapeHtml(texts.action)}</a>`,
    script: redirectScript(input.targetUrl, input.allowAutomation ?? false),
  });
}

/** For a token that is malformed or was never issued. It says nothing about which of the two. */
export function redirectErrorPage(input: RedirectErrorPageInput): string {
  const texts = redirectTexts(input.locale);
  return page({
    nonce: input.nonce,
    languageTag: texts.languageTag,
    heading: texts.errorHeading,
    body: `<p>${escapeHtml(texts.errorText)}</p>`,
  });
}

/**
 * The Content-Security-Policy of our pages. `data:` is there for the empty icon only. Where a page
 * has a form, `formTargets` are the sources it may lead to, redirects included.
 */
export function redirectPageCsp(nonce: string, formTargets = "'none'"): string {
  assertNonce(nonce);
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    'img-src data:',
    "base-uri 'none'",
    `form-action ${formTargets}`,
    "frame-ancestors 'none'",
  ].join('; ');
}

export interface PageParts {
  nonce: string;
  languageTag: string;
  heading: string;
  /** HTML, everything in it escaped. */
  body: string;
  script?: string;
  /** On top of the frame's own. */
  styles?: string;
}

/** The frame of every page that a mail leads to. */
export function page({
  nonce,
  languageTag,
  heading,
  body,
  script,
  styles = '',
}: PageParts): string {
  assertNonce(nonce);
  return `<!DOCTYPE html>
<html lang="${languageTag}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(heading)}</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${REDIRECT_STYLES}${styles}</style>
${script === undefined ? '' : `<script nonce="${nonce}">${script}</script>\n`}</head>
<body>
<main>
<h1>${escapeHtml(heading)}</h1>
${body}
</main>
</body>
</html>
`;
}

/** A nonce goes into a header and into attributes, so it may hold nothing but base64. */
function assertNonce(nonce: string): void {
  if (!/^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(nonce)) throw new TypeError('malformed CSP nonce');
}
