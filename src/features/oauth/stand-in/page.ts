import { page } from '../../magic-links/redirect-page.ts';
import { escapeHtml } from '../../messages/templates/escape-html.ts';
import type { Person } from './person.ts';

export interface PersonPageInput {
  /** Of the Content-Security-Policy. */
  nonce: string;
  /** Name of the provider whose place is taken. */
  providerName: string;
  /** Who has logged in through this provider before. */
  known: readonly Person[];
  /** What the form begins with. */
  email: string;
}

const hidden = (name: string, value: string): string =>
  `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

/** One button for a person who was here before. */
function choice(person: Person): string {
  const { sub, email, email_verified, given_name, family_name } = person;
  const name = [given_name, family_name].filter(Boolean).join(' ');
  const label = [name, email].filter(Boolean).join(', ') || sub;
  const fields = [
    hidden('subject', sub),
    email === undefined ? '' : hidden('email', email),
    email_verified ? hidden('email_verified', 'true') : '',
    given_name === undefined ? '' : hidden('given_name', given_name),
    family_name === undefined ? '' : hidden('family_name', family_name),
  ];
  return `<form method="post">${fields.join('')}<button class="action" type="submit" name="action" value="login">${escapeHtml(label)}</button></form>`;
}

const field = (name: string, label: string, type: string, value = ''): string =>
  `<p><label>${label}<br><input name="${name}" type="${type}" value="${escapeHtml(value)}" autocomplete="off"></label></p>`;

/**
 * The login page of the stand-in. It needs no script, and its forms post to its own address, so a
 * test can as well send them by itself.
 */
export function personPage({ nonce, providerName, known, email }: PersonPageInput): string {
  const before = known.length === 0 ? '' : `<p>Who logs in?</p>${known.map(choice).join('')}`;
  return page({
    nonce,
    languageTag: 'en',
    heading: `Stand-in for ${providerName}`,
    body: `<p>This TEST environment has no settings for ${escapeHtml(providerName)}, so nobody's real account is involved.</p>
${before}
<form method="post">
${field('email', 'Email', 'email', email)}
<p><label><input name="email_verified" type="checkbox" value="true" checked> The provider has verified it</label></p>
${field('given_name', 'First name', 'text')}
${field('family_name', 'Last name', 'text')}
${field('subject', 'Account id (made from the email where empty)', 'text')}
<button class="action" type="submit" name="action" value="login">Log in</button>
<button class="action" type="submit" name="action" value="cancel" formnovalidate>Cancel</button>
</form>`,
  });
}

/** OAuth 2.0 Form Post Response Mode: the answer as a form that sends itself. */
export function formPostPage(
  nonce: string,
  target: string,
  fields: Readonly<Record<string, string>>,
): string {
  const inputs = Object.entries(fields).map(([name, value]) => hidden(name, value));
  return page({
    nonce,
    languageTag: 'en',
    heading: 'One moment',
    body: `<form method="post" action="${escapeHtml(target)}">${inputs.join('')}<button class="action" type="submit">Continue</button></form>`,
    script: 'addEventListener("DOMContentLoaded",()=>document.forms[0].submit())',
  });
}

/** For a request that must not be answered anywhere else. */
export const refusalPage = (nonce: string, description: string): string =>
  page({
    nonce,
    languageTag: 'en',
    heading: 'This login cannot go on',
    body: `<p>${escapeHtml(description)}</p>`,
  });
