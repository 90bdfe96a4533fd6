import type { EnvironmentSettings } from '../projects/environment-settings.ts';

/**
 * The last line of an SMS by which a device fills the code in: `@domain #code` for iOS and WebOTP,
 * the 11-character hash of the app for Android's SMS Retriever (behaviour-messaging-oauth 4.4).
 * Empty where the app is not in the environment's settings.
 */
export function autofillLine(
  { sms_autofill_metadata }: Pick<EnvironmentSettings, 'sms_autofill_metadata'>,
  bundleId: string | undefined,
  code: string,
): string {
  if (bundleId === undefined) return '';
  const row = sms_autofill_metadata.find((one) => one.bundle_id === bundleId);
  if (!row) return '';
  return row.metadata_type === 'domain' ? `@${row.metadata_value} #${code}` : row.metadata_value;
}
