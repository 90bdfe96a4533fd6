import { isSupportedCountry } from 'libphonenumber-js/min';
import { apiError } from '../catalogue.ts';

/**
 * A country allowlist as it is stored: ISO 3166-1 alpha-2, upper case, sorted, each once
 * (management-and-dashboard 1.8).
 */
export function readCountryCodes(codes: readonly string[]): string[] {
  if (codes.length === 0) throw apiError('country_code_allowlist_empty');
  if (!codes.every((code) => /^[A-Z]{2}$/.test(code) && isSupportedCountry(code))) {
    throw apiError('country_code_allowlist_invalid_country_codes');
  }
  return [...new Set(codes)].sort();
}
