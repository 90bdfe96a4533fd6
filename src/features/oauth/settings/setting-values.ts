import type { ProviderEntry } from '../providers/entry.ts';
import type { ProviderSettings } from './provider-settings.ts';
import type { SettingName } from './setting-field.ts';

type TextName = Exclude<SettingName, 'app_ids'>;

/** Where each thing that an operator enters is kept. */
export const keptAs = {
  client_id: 'clientId',
  client_secret: 'secret',
  private_key: 'secret',
  team_id: 'teamId',
  key_id: 'keyId',
  tenant: 'tenant',
  login_host: 'loginHost',
  issuer: 'issuer',
} as const satisfies Record<TextName, keyof ProviderSettings>;

/** What was entered; nothing at all is the empty list. */
export const valuesOf = (settings: ProviderSettings, name: SettingName): readonly string[] => {
  if (name === 'app_ids') return settings.appIds;
  const value = settings[keptAs[name]];
  return value === '' ? [] : [value];
};

/** With what holds where the operator entered nothing. */
export function withFallbacks(entry: ProviderEntry, settings: ProviderSettings): ProviderSettings {
  const filled = { ...settings };
  for (const { name, fallback } of entry.fields) {
    if (name !== 'app_ids' && fallback !== undefined) filled[keptAs[name]] ||= fallback;
  }
  return filled;
}
