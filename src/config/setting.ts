/** One configurable value: how it is written, checked, defaulted and documented. */
export interface Setting<T> {
  /** Flag of `selvage start` without dashes; absent where only the environment can set it. */
  readonly flag?: string;
  readonly env: string;
  readonly description: string;
  /** As shown in the docs. */
  readonly type: string;
  readonly fallback: T;
  /** Never printed, never logged. */
  readonly secret?: boolean;
  /** Returns the value, or throws an Error whose message completes "SELVAGE_X ...". */
  parse(text: string): T;
}

interface Common<T> {
  flag?: string;
  env: string;
  description: string;
  fallback: T;
  secret?: boolean;
}

export const integer = (
  options: Common<number> & { min: number; max: number },
): Setting<number> => ({
  ...options,
  type: `whole number ${options.min} to ${options.max}`,
  parse(text) {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < options.min || value > options.max) {
      throw new Error(`must be a whole number from ${options.min} to ${options.max}`);
    }
    return value;
  },
});

export const boolean = (options: Common<boolean>): Setting<boolean> => ({
  ...options,
  type: '`true` or `false`',
  parse(text) {
    if (/^(true|1|yes|on)$/i.test(text)) return true;
    if (/^(false|0|no|off)$/i.test(text)) return false;
    throw new Error('must be true or false');
  },
});

export const choice = <const T extends string>(
  options: Common<T> & { values: readonly T[] },
): Setting<T> => ({
  ...options,
  type: options.values.map((value) => `\`${value}\``).join(', '),
  parse(text) {
    const found = options.values.find((value) => value === text);
    if (found === undefined) throw new Error(`must be one of ${options.values.join(', ')}`);
    return found;
  },
});

export const text = <T extends string | undefined>(
  options: Common<T> & { type?: string; pattern?: RegExp; hint?: string },
): Setting<T | string> => ({
  ...options,
  type: options.type ?? 'text',
  parse(value) {
    if (options.pattern && !options.pattern.test(value)) {
      throw new Error(options.hint ?? 'is malformed');
    }
    return value;
  },
});

export const url = (
  options: Common<string | undefined> & {
    protocols: readonly string[];
    /** Kept to the letter; else slashes at the end go, as paths are put behind it. */
    exact?: boolean;
  },
): Setting<string | undefined> => ({
  ...options,
  type: `URL (${options.protocols.map((one) => `\`${one}//\``).join(', ')})`,
  parse(value) {
    if (!URL.canParse(value) || !options.protocols.includes(new URL(value).protocol)) {
      throw new Error(`must be a URL that starts with ${options.protocols.join('// or ')}//`);
    }
    return options.exact ? value : value.replace(/\/+$/, '');
  },
});
