import type { Client } from '../connected-apps/client-record.ts';
import { displayText } from '../messages/templates/display-text.ts';
import { escapeHtml } from '../messages/templates/escape-html.ts';
import { alert, button, form, hidden, type Page } from './page-frame.ts';

export interface FormAddress {
  action: string;
  token: string;
}

/** How a client is called on our pages. */
export const nameOf = (client: Client): string =>
  displayText(client.name) || 'An app without a name';

const emailField = (id: string, email: string): string =>
  `<div class="field"><label for="${id}">Email address</label><input id="${id}" name="email" type="email" autocomplete="username" required value="${escapeHtml(email)}"></div>`;

export interface LoginPageInput {
  at: FormAddress;
  projectName: string;
  client: Client;
  email: string;
  problem?: string | undefined;
  leadsTo: string;
}

export const loginPage = (input: LoginPageInput): Page => {
  const { at, projectName, client, email, problem, leadsTo } = input;
  const byMail = `${emailField('email', email)}${button('email-code', 'Email me a code')}${button('email-link', 'Email me a link', 'other')}`;
  const byPassword = `${emailField('password-email', email)}<div class="field"><label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password" required></div>${button('password', 'Log in with password')}`;
  return {
    heading: `Log in to ${displayText(projectName)}`,
    body: `<p>to go on to <strong>${escapeHtml(nameOf(client))}</strong></p>
${alert(problem)}
${form(at, byMail, 'Log in by email')}
<div class="divider"></div>
${form(at, byPassword, 'Log in with a password')}`,
    leadsTo,
  };
};

export interface CodePageInput {
  at: FormAddress;
  email: string;
  methodId: string;
  problem?: string | undefined;
  leadsTo: string;
}

export const codePage = ({ at, email, methodId, problem, leadsTo }: CodePageInput): Page => ({
  heading: 'Check your mail',
  body: `<p>If there is an account for <strong>${escapeHtml(email)}</strong>, a code is on its way.</p>
${alert(problem)}
${form(
  at,
  `${hidden('method_id', methodId)}${hidden('email', email)}<div class="field"><label for="code">Code</label><input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" required autofocus></div>${button('code', 'Log in')}`,
)}
${form(at, button('back', 'Use another way', 'other'))}`,
  leadsTo,
});

export const linkSentPage = (at: FormAddress, email: string, leadsTo: string): Page => ({
  heading: 'Check your mail',
  body: `<p>If there is an account for <strong>${escapeHtml(email)}</strong>, a link is on its way. Open it in this browser.</p>
${form(at, button('back', 'Use another way', 'other'))}`,
  leadsTo,
});

/** A link was opened. It is used by this button only: mail scanners look at links too. */
export const linkPage = (
  at: FormAddress,
  token: string,
  client: Client,
  leadsTo: string,
): Page => ({
  heading: 'Log in',
  body: `<p>to go on to <strong>${escapeHtml(nameOf(client))}</strong></p>
${form(at, `${hidden('token', token)}${button('link', 'Log in')}`)}`,
  leadsTo,
});
