import { apiError } from '../catalogue.ts';
import type { StrengthPolicy } from './strength/strength.ts';

/** An environment's `password_strength_config` (management-and-dashboard 1.8). */
export interface PasswordSettings extends StrengthPolicy {
  check_breach_on_authentication: boolean;
  /** Whether a password that no longer meets the policy must be reset at its next login. */
  validate_on_authentication: boolean;
}

export const defaultPasswordSettings: PasswordSettings = {
  check_breach_on_creation: true,
  check_breach_on_authentication: true,
  validate_on_authentication: true,
  validation_policy: 'ZXCVBN',
  luds_min_password_length: null,
  luds_min_password_complexity: null,
};

const LENGTH = { min: 8, max: 32 };
const COMPLEXITY = { min: 1, max: 4 };

const within = (value: number | null, { min, max }: typeof LENGTH): boolean =>
  value !== null && Number.isInteger(value) && value >= min && value <= max;

/** Checked before it is stored; what only the other policy knows is left out. */
export function readPasswordSettings(settings: PasswordSettings): PasswordSettings {
  if (settings.validation_policy === 'ZXCVBN') {
    return { ...settings, luds_min_password_length: null, luds_min_password_complexity: null };
  }
  if (!within(settings.luds_min_password_length, LENGTH)) {
    throw apiError('invalid_password_strength_luds_length');
  }
  if (!within(settings.luds_min_password_complexity, COMPLEXITY)) {
    throw apiError('invalid_password_strength_luds_complexity');
  }
  return settings;
}
