import { loadConfig } from '../config/load-config.ts';
import { type Config, settings } from '../config/settings.ts';

interface FlagDefinition {
  type: 'string';
  description: string;
  valueHint: string;
}

/** Command-line flags of the given settings, all of them where none is named. */
export function flagsOf(names?: readonly (keyof Config)[]): Record<string, FlagDefinition> {
  const flags: Record<string, FlagDefinition> = {};
  for (const [key, setting] of Object.entries(settings)) {
    if (setting.flag === undefined || (names && !names.includes(key as keyof Config))) continue;
    const fallback = setting.fallback === undefined ? '' : ` Default: ${setting.fallback}.`;
    flags[setting.flag] = {
      type: 'string',
      valueHint: setting.flag.split('-').at(-1) ?? '',
      description: `${setting.description.replaceAll('`', '')}${fallback} [${setting.env}]`,
    };
  }
  return flags;
}

/** The configuration of a command: its flags over the environment over the defaults. */
export function configOf(args: Record<string, unknown>): Config {
  const flags: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) {
    if (typeof value === 'string') flags[name] = value;
  }
  return loadConfig(process.env, flags);
}
