import { messagingMistakes } from './messaging-mistakes.ts';
import { type Config, settings } from './settings.ts';

/** All mistakes of a configuration at once, one line each, without secret values. */
export class ConfigError extends Error {
  readonly mistakes: readonly string[];
  constructor(mistakes: readonly string[]) {
    super(`The configuration has mistakes:\n${mistakes.map((one) => `  - ${one}`).join('\n')}`);
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}

/** Flags win over environment variables, which win over the defaults. */
export function loadConfig(
  environment: Readonly<Record<string, string | undefined>>,
  flags: Readonly<Record<string, string | undefined>> = {},
): Config {
  const mistakes: string[] = [];
  const config: Record<string, unknown> = {};
  for (const [key, setting] of Object.entries(settings)) {
    const flag = setting.flag === undefined ? undefined : flags[setting.flag];
    const text = flag ?? environment[setting.env];
    if (text === undefined || text === '') {
      config[key] = setting.fallback;
      continue;
    }
    try {
      config[key] = setting.parse(text);
    } catch (error) {
      const name = flag === undefined ? setting.env : `--${setting.flag}`;
      mistakes.push(`${name} ${(error as Error).message}`);
    }
  }
  const checked = config as Config;
  // A value with a mistake is not there at all, so a wrong URL is not told twice.
  if (checked.workers > 1 && 'databaseUrl' in config && checked.databaseUrl === undefined) {
    mistakes.push('--workers above 1 needs PostgreSQL: set --database-url');
  }
  mistakes.push(...messagingMistakes(checked));
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return checked;
}

/** Variables that look like settings but are none: most likely misspelt. */
export function unknownSettings(environment: Readonly<Record<string, string | undefined>>) {
  const known = new Set(Object.values(settings).map((setting) => setting.env));
  return Object.keys(environment).filter((name) => name.startsWith('SELVAGE_') && !known.has(name));
}
