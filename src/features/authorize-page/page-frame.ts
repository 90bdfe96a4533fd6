import { randomBytes } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { page } from '../magic-links/redirect-page.ts';
import { escapeHtml } from '../messages/templates/escape-html.ts';
import { PAGE_STYLES } from './page-styles.ts';

/** A page of ours. It has no script at all. */
export interface Page {
  heading: string;
  /** HTML, everything in it escaped. */
  body: string;
  status?: number;
  /** Where its forms may end up, besides with us. */
  leadsTo?: string | undefined;
}

/**
 * A source of a Content-Security-Policy that covers a URL: browsers hold every hop of a form against
 * the policy of its page. A source cannot name an IPv6 address, so there the scheme must do.
 */
export function formTarget(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url)) return '';
  const { protocol, hostname, origin } = new URL(url);
  const nameable = /^[a-z0-9.-]+$/.test(hostname);
  return (protocol === 'https:' || protocol === 'http:') && nameable ? origin : protocol;
}

const policy = (nonce: string, leadsTo: string | undefined): string =>
  [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    'img-src data:',
    "base-uri 'none'",
    `form-action 'self' ${formTarget(leadsTo)}`.trim(),
    "frame-ancestors 'none'",
  ].join('; ');

export function sendPage(
  reply: FastifyReply,
  { heading, body, status = 200, leadsTo }: Page,
): FastifyReply {
  const nonce = randomBytes(18).toString('base64');
  return reply
    .code(status)
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy(nonce, leadsTo),
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'x-robots-tag': 'noindex, nofollow',
    })
    .send(page({ nonce, languageTag: 'en', heading, body, styles: PAGE_STYLES }));
}

export const sendAway = (reply: FastifyReply, url: string): FastifyReply =>
  reply
    .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
    .redirect(url, 303);

export const hidden = (name: string, value: string): string =>
  `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

/** Read out by screen readers as soon as the page is there. */
export const alert = (text: string | undefined): string =>
  text === undefined ? '' : `<p class="alert" role="alert">${escapeHtml(text)}</p>`;

/** A form to the page's own address; `token` binds it to browser, session and request. */
export const form = (
  at: { action: string; token: string },
  content: string,
  label?: string,
): string =>
  `<form method="post" action="${escapeHtml(at.action)}"${label === undefined ? '' : ` aria-label="${escapeHtml(label)}"`}>${hidden('form', at.token)}${content}</form>`;

export const button = (action: string, label: string, kind: 'action' | 'other' = 'action') =>
  `<button class="action${kind === 'other' ? ' other' : ''}" type="submit" name="action" value="${action}">${escapeHtml(label)}</button>`;

export const refusalPage = (text: string, status = 400): Page => ({
  heading: 'This cannot go on',
  body: `<p>${escapeHtml(text)}</p>`,
  status,
});
