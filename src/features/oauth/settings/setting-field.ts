export type SettingName =
  | 'client_id'
  | 'client_secret'
  | 'private_key'
  | 'team_id'
  | 'key_id'
  | 'tenant'
  | 'login_host'
  | 'issuer'
  | 'app_ids';

/** One thing that an operator enters for a provider. */
export interface SettingField {
  name: SettingName;
  /** How the provider calls it. */
  label: string;
  required: boolean;
  /** Whole value; what it breaks is told as `hint`. */
  pattern?: RegExp;
  hint?: string;
  /** Used where the operator enters nothing. */
  fallback?: string;
  /** Looks like a mistake though it may work. */
  suspicious?: { pattern: RegExp; hint: string };
}

/** Visible ASCII: what client ids and secrets are made of everywhere. */
const PRINTABLE = /^[\x21-\x7e]{1,512}$/;
const printable = 'must be 1 to 512 characters without spaces';

type Options = Partial<Omit<SettingField, 'name' | 'label'>>;

export const clientId = (label = 'Client ID', options: Options = {}): SettingField => ({
  name: 'client_id',
  label,
  required: true,
  pattern: PRINTABLE,
  hint: printable,
  ...options,
});

export const clientSecret = (label = 'Client secret', options: Options = {}): SettingField => ({
  name: 'client_secret',
  label,
  required: true,
  pattern: PRINTABLE,
  hint: printable,
  ...options,
});

export const appIds = (label: string): SettingField => ({
  name: 'app_ids',
  label,
  required: false,
  pattern: PRINTABLE,
  hint: printable,
});
