import { defaultJwtTemplate, type JwtTemplateSettings } from '../jwt-templates/settings.ts';
import type { LimitSettings } from '../limits/limits.ts';
import { defaultPasswordSettings, type PasswordSettings } from '../passwords/password-settings.ts';
import { completePolicy, type RbacPolicy } from '../rbac/policy.ts';

/**
 * What an environment can be set to. The first group has the names and defaults of the management
 * API (management-and-dashboard 1.8 and 1.9); the second is ours.
 */
export interface EnvironmentSettings {
  cross_org_passwords_enabled: boolean;
  user_impersonation_enabled: boolean;
  /** UserInfo URL for sessions/migrate; empty where there is none. */
  zero_downtime_session_migration_url: string;
  use_custom_domain_in_magic_link_emails: boolean;
  user_lock_self_serve_enabled: boolean;
  /** Failed attempts, 1 to 100. */
  user_lock_threshold: number;
  /** Seconds, 300 to 604800. */
  user_lock_ttl: number;
  idp_authorization_url: string;
  idp_dynamic_client_registration_enabled: boolean;
  idp_dynamic_client_registration_access_token_template_content: string;

  /** Lets the URL of a client ID metadata document be a client_id. */
  client_id_metadata_documents_enabled: boolean;
  /**
   * Whether a page of our own logs users in and asks for consent while `idp_authorization_url` is
   * empty. Off, such an environment is no identity provider, as the contract has it.
   */
  authorization_page_enabled: boolean;
  rbac_policy: RbacPolicy;
  password_strength: PasswordSettings;
  /** Claims of sessions, and of the tokens of M2M clients (behaviour-platform 10). */
  jwt_template_session: JwtTemplateSettings;
  jwt_template_m2m: JwtTemplateSettings;
  /** This environment's own rate limits. */
  rate_limits: LimitSettings;
  /** Countries that may be texted, ISO 3166-1 alpha-2, sorted. */
  sms_country_codes: string[];
  whatsapp_country_codes: string[];
  /** Apps whose devices may fill in codes of SMS by themselves (behaviour-messaging-oauth 4.4). */
  sms_autofill_metadata: SmsAutofill[];
  /**
   * Whether wrong one-time codes count towards the lock of a user, as the contract says. Where they
   * do not, a stranger cannot lock anybody out by guessing; each code still takes only so many.
   */
  user_lock_counts_codes: boolean;
  /** Refuses to delete the last factor a user can log in with. */
  protect_last_primary_factor: boolean;
  /**
   * Whether an OAuth login that fails goes back to the app, with `error` and `error_description`
   * on its login URL. Else the browser shows the error as JSON, as the contract has it.
   */
  oauth_errors_to_app: boolean;
  /** Sender of this environment's mails in place of the server's. */
  mail_sender: { from_name?: string; from_address?: string; reply_to?: string };
}

export interface SmsAutofill {
  metadata_type: 'domain' | 'hash';
  /** Host name, or the 11-character hash of an Android app. */
  metadata_value: string;
  bundle_id: string;
}

export const defaultSettings = (): EnvironmentSettings => ({
  cross_org_passwords_enabled: false,
  user_impersonation_enabled: false,
  zero_downtime_session_migration_url: '',
  use_custom_domain_in_magic_link_emails: false,
  user_lock_self_serve_enabled: false,
  user_lock_threshold: 10,
  user_lock_ttl: 3_600,
  idp_authorization_url: '',
  idp_dynamic_client_registration_enabled: false,
  idp_dynamic_client_registration_access_token_template_content: '',
  client_id_metadata_documents_enabled: false,
  authorization_page_enabled: true,
  rbac_policy: completePolicy(),
  password_strength: defaultPasswordSettings,
  jwt_template_session: defaultJwtTemplate,
  jwt_template_m2m: defaultJwtTemplate,
  rate_limits: {},
  sms_country_codes: ['CA', 'US'],
  whatsapp_country_codes: ['CA', 'US'],
  sms_autofill_metadata: [],
  user_lock_counts_codes: true,
  protect_last_primary_factor: false,
  oauth_errors_to_app: false,
  mail_sender: {},
});

/** What is stored, with the defaults of what is younger than the row. */
export const completeSettings = (stored: Partial<EnvironmentSettings>): EnvironmentSettings => ({
  ...defaultSettings(),
  ...stored,
  rbac_policy: completePolicy(stored.rbac_policy),
});
