import { apiError } from '../catalogue.ts';
import type { Environment } from '../projects/environment.ts';
import { maxUrlLength, parseRedirectUrl } from '../redirect-urls/parse.ts';
import { type Client, type ClientType, isPublic, isThirdParty } from './client-record.ts';
import { checkRedirectUrls } from './redirect-rules.ts';
import { checkAccessTokenTemplate, checkIdTokenTemplate } from './token-templates.ts';

/** What a caller says of a client; absent members keep their value, or take the default. */
export interface ClientFields {
  client_name?: string | undefined;
  client_description?: string | undefined;
  redirect_urls?: string[] | undefined;
  full_access_allowed?: boolean | undefined;
  access_token_expiry_minutes?: number | undefined;
  access_token_custom_audience?: string | undefined;
  access_token_template_content?: string | undefined;
  id_token_template_content?: string | undefined;
  post_logout_redirect_urls?: string[] | undefined;
  logo_url?: string | undefined;
  bypass_consent_for_offline_access?: boolean | undefined;
}

const MAX_NAME = 255;
const MAX_DESCRIPTION = 1_024;
const MAX_REDIRECT_URLS = 100;
const MAX_AUDIENCE = 255;
const EXPIRY_MINUTES = { min: 1, max: 1_440 };

export const DEFAULT_EXPIRY_MINUTES = 60;

const hasControl = (text: string): boolean => /\p{Cc}/u.test(text);

function checkText(member: string, text: string, max: number): void {
  if (text.length > max || (member === 'client_name' && hasControl(text))) {
    throw apiError('invalid_argument', { message: `${member} is invalid.` });
  }
}

/** Empty means that there is none. Browsers load it, and never from a page's own script. */
function checkLogo(url: string): void {
  if (url === '') return;
  const parsed = url.length <= maxUrlLength && URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') {
    throw apiError('invalid_url', { message: 'logo_url is not an http or https URL.' });
  }
}

function checkAudience(audience: string): void {
  // A second audience must not look like a second value of a list.
  if (audience.length > MAX_AUDIENCE || /\s/.test(audience) || hasControl(audience)) {
    throw apiError('idp_invalid_access_token_custom_audience');
  }
}

/** Where a browser goes after logout; nothing secret travels there, but it must be unambiguous. */
function checkPostLogoutUrls(urls: readonly string[]): void {
  for (const url of urls) {
    if (!parseRedirectUrl(url) || url.includes('*')) {
      throw apiError('connected_app_invalid_redirect_url');
    }
  }
}

function checkUrlCount(urls: readonly string[]): void {
  if (urls.length > MAX_REDIRECT_URLS) throw apiError('too_many_redirect_urls');
}

function checkExpiry(minutes: number): void {
  const { min, max } = EXPIRY_MINUTES;
  if (!Number.isInteger(minutes) || minutes < min || minutes > max) {
    throw apiError('idp_invalid_access_token_expiry_minutes');
  }
}

/** Checks a whole client before it is stored (behaviour-platform 2.2). */
function checkClient(environment: Environment, client: Client): void {
  if (isThirdParty(client)) {
    if (client.fullAccessAllowed) throw apiError('third_party_clients_cannot_use_full_access');
    if (client.bypassConsentForOfflineAccess) {
      throw apiError('third_party_clients_require_consent_for_offline_access');
    }
  }
  checkText('client_name', client.name, MAX_NAME);
  checkText('client_description', client.description, MAX_DESCRIPTION);
  checkLogo(client.logoUrl);
  checkUrlCount(client.redirectUrls);
  checkUrlCount(client.postLogoutRedirectUrls);
  checkRedirectUrls(client.redirectUrls, {
    kind: environment.kind,
    publicClient: isPublic(client),
    anyLocalhost: client.creationMethod !== 'api',
  });
  checkPostLogoutUrls(client.postLogoutRedirectUrls);
  checkExpiry(client.accessTokenExpiryMinutes);
  checkAudience(client.accessTokenCustomAudience);
  checkAccessTokenTemplate(client.accessTokenTemplateContent);
  checkIdTokenTemplate(client.idTokenTemplateContent);
}

/** A client with the given fields, checked as a whole. */
export function withFields(environment: Environment, client: Client, fields: ClientFields): Client {
  const changed: Client = {
    ...client,
    name: fields.client_name ?? client.name,
    description: fields.client_description ?? client.description,
    logoUrl: fields.logo_url ?? client.logoUrl,
    redirectUrls: fields.redirect_urls ?? client.redirectUrls,
    postLogoutRedirectUrls: fields.post_logout_redirect_urls ?? client.postLogoutRedirectUrls,
    fullAccessAllowed: fields.full_access_allowed ?? client.fullAccessAllowed,
    bypassConsentForOfflineAccess:
      fields.bypass_consent_for_offline_access ?? client.bypassConsentForOfflineAccess,
    accessTokenExpiryMinutes: fields.access_token_expiry_minutes ?? client.accessTokenExpiryMinutes,
    accessTokenCustomAudience:
      fields.access_token_custom_audience ?? client.accessTokenCustomAudience,
    accessTokenTemplateContent:
      fields.access_token_template_content ?? client.accessTokenTemplateContent,
    idTokenTemplateContent: fields.id_token_template_content ?? client.idTokenTemplateContent,
  };
  checkClient(environment, changed);
  return changed;
}

/** A client of the type as it is before anything is said about it. */
export const blankClient = (
  id: string,
  type: ClientType,
  origin: Pick<Client, 'creationMethod' | 'expiresAt'>,
): Client => ({
  id,
  type,
  name: '',
  description: '',
  logoUrl: '',
  redirectUrls: [],
  postLogoutRedirectUrls: [],
  fullAccessAllowed: false,
  bypassConsentForOfflineAccess: false,
  accessTokenExpiryMinutes: DEFAULT_EXPIRY_MINUTES,
  accessTokenCustomAudience: '',
  accessTokenTemplateContent: '',
  idTokenTemplateContent: '',
  secretHash: null,
  secretLastFour: null,
  nextSecretHash: null,
  nextSecretLastFour: null,
  clientIdMetadataUrl: null,
  metadataFreshUntil: null,
  ...origin,
});
