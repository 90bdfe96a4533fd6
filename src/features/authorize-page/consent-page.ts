import type { Client } from '../connected-apps/client-record.ts';
import type { ScopeResult } from '../connected-apps/scopes.ts';
import { displayText } from '../messages/templates/display-text.ts';
import { escapeHtml } from '../messages/templates/escape-html.ts';
import { factorsOf, type UserRecord } from '../users/user-record.ts';
import { type FormAddress, nameOf } from './login-page.ts';
import { button, form, type Page } from './page-frame.ts';

export interface ConsentPageInput {
  at: FormAddress;
  client: Client;
  user: UserRecord;
  scopeResults: readonly ScopeResult[];
  resources: readonly string[];
  redirectUri: string;
}

/** What a person recognises the account by. */
export function accountOf(user: UserRecord): string {
  const email = factorsOf(user, 'email')[0]?.data.address;
  const phone = factorsOf(user, 'phone_number')[0]?.identifier;
  const name = [user.firstName, user.lastName].filter(Boolean).join(' ');
  return displayText(email ?? phone ?? name) || 'your account';
}

const list = (items: readonly string[]): string =>
  `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;

const hostOf = (url: string): string => {
  const { protocol, host } = new URL(url);
  return host === '' ? protocol : host;
};

/** Whoever registered it can call it anything (RFC 9700 section 4.1 and the metadata draft). */
function originNote(client: Client): string {
  if (client.creationMethod === 'api') return '';
  const { clientIdMetadataUrl } = client;
  const whose =
    clientIdMetadataUrl === null
      ? 'This app registered itself. Nobody has checked its name.'
      : `This app is described by ${hostOf(clientIdMetadataUrl)}. Nobody else has checked its name.`;
  return `<p class="note" role="note">${escapeHtml(whose)}</p>`;
}

/** Asks the user. The name of the app is text; no image of it is loaded. */
export function consentPage(input: ConsentPageInput): Page {
  const { at, client, user, scopeResults, resources, redirectUri } = input;
  const granted = scopeResults.filter((one) => one.is_grantable);
  const withheld = scopeResults.filter((one) => !one.is_grantable);
  const text = ({ description, scope }: ScopeResult) => displayText(description) || scope;
  return {
    heading: `Allow ${nameOf(client)}?`,
    body: `<p>You are logged in as <strong>${escapeHtml(accountOf(user))}</strong>. The app asks to:</p>
${list(granted.map(text))}
${withheld.length === 0 ? '' : `<p class="note">It also asks for what you cannot give, and will not get it:</p>${list(withheld.map(text))}`}
${resources.length === 0 ? '' : `<p class="note">Its access is for:</p>${list(resources)}`}
<p class="note">Either way you go on to <strong>${escapeHtml(hostOf(redirectUri))}</strong>.</p>
${originNote(client)}
${form(at, `${button('allow', 'Allow')}${button('deny', 'Do not allow', 'other')}`)}
${form(at, button('switch', 'Use another account', 'other'))}`,
    leadsTo: redirectUri,
  };
}
