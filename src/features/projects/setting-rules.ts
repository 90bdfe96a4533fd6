import { apiError, type ErrorType } from '../catalogue.ts';
import { checkAccessTokenTemplate } from '../connected-apps/token-templates.ts';
import { checkPolicy } from '../rbac/policy-rules.ts';
import type { EnvironmentSettings } from './environment-settings.ts';

const LOCK_THRESHOLD = { min: 1, max: 100 };
/** Seconds: 5 minutes to 7 days. */
const LOCK_TTL = { min: 300, max: 604_800 };

const MAX_NAME = 255;
const MAX_URL = 2_048;

/** A display name of a project or environment, kept as written. */
export function checkName(name: string, error: ErrorType): void {
  if (name.trim() === '' || name.length > MAX_NAME || /\p{Cc}/u.test(name)) throw apiError(error);
}

function checkRange(value: number | undefined, range: typeof LOCK_TTL, error: ErrorType): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < range.min || value > range.max) throw apiError(error);
}

/** Empty means that there is none. Where it may lead to is checked when it is used. */
function checkUrl(name: string, url: string | undefined): void {
  if (!url) return;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const web = parsed?.protocol === 'https:' || parsed?.protocol === 'http:';
  if (!web || url.length > MAX_URL) {
    throw apiError('invalid_url', { message: `${name} is not an http or https URL.` });
  }
}

/** Checks settings before they are stored; those that are absent are not looked at. */
export function checkSettings(changes: Partial<EnvironmentSettings>): void {
  checkRange(changes.user_lock_threshold, LOCK_THRESHOLD, 'invalid_user_lock_threshold');
  checkRange(changes.user_lock_ttl, LOCK_TTL, 'invalid_user_lock_ttl');
  checkUrl('zero_downtime_session_migration_url', changes.zero_downtime_session_migration_url);
  checkUrl('idp_authorization_url', changes.idp_authorization_url);
  if (changes.rbac_policy) checkPolicy(changes.rbac_policy);
  const template = changes.idp_dynamic_client_registration_access_token_template_content;
  if (template !== undefined) checkAccessTokenTemplate(template);
}
