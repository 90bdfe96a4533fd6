import type { EnvironmentSettings } from './environment-settings.ts';

const names = [
  'cross_org_passwords_enabled',
  'user_impersonation_enabled',
  'zero_downtime_session_migration_url',
  'use_custom_domain_in_magic_link_emails',
  'user_lock_self_serve_enabled',
  'user_lock_threshold',
  'user_lock_ttl',
  'idp_authorization_url',
  'idp_dynamic_client_registration_enabled',
  'idp_dynamic_client_registration_access_token_template_content',
] as const satisfies readonly (keyof EnvironmentSettings)[];

/** The settings that stand on the wire's environment object. */
export type ManagedSettings = Pick<EnvironmentSettings, (typeof names)[number]>;

/**
 * Takes the settings out of what may hold more: requests have members of their own, unknown ones
 * included, and the stored object has settings with endpoints of their own.
 */
export const managedSettings = <T extends Partial<ManagedSettings>>(
  source: T,
): Pick<T, keyof ManagedSettings & keyof T> =>
  Object.fromEntries(
    names.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])),
  ) as Pick<T, keyof ManagedSettings & keyof T>;
