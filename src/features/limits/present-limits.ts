import { type Static, Type } from 'typebox';
import { apiError } from '../catalogue.ts';
import { named, OneOf } from '../wire-schema.ts';
import { effectiveLimit, type LimitName, type LimitSettings, limitDefinitions } from './limits.ts';

const figures = {
  max: Type.Integer({ description: 'Events in a window that are let through.' }),
  window_seconds: Type.Integer({ description: 'Windows are aligned to the clock, not rolling.' }),
};

export const RateLimit = named(
  'RateLimit',
  Type.Object({
    name: Type.String(),
    field: Type.String({ description: 'What is counted: email, phone_number, project_id ...' }),
    ...figures,
    disabled: Type.Boolean(),
    source: OneOf(['published', 'default', 'environment']),
    default: Type.Object(figures),
  }),
);
export type RateLimit = Static<typeof RateLimit>;

const MAX_EVENTS = 1_000_000_000;
/** A day: the longest interval of the documented model. */
const MAX_WINDOW = 86_400;

export const RateLimitChange = Type.Object({
  name: Type.String(),
  max: Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_EVENTS })),
  window_seconds: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_WINDOW })),
  disabled: Type.Optional(Type.Boolean({ description: 'True switches the limit off.' })),
});
export type RateLimitChange = Static<typeof RateLimitChange>;

const names = Object.keys(limitDefinitions) as LimitName[];

/** Every limit there is, as it is in force. */
export const presentLimits = (settings: LimitSettings): RateLimit[] =>
  names.map((name) => {
    const { field, max, windowSeconds, published } = limitDefinitions[name];
    const defaults = { max, window_seconds: windowSeconds };
    const own = settings[name];
    const inForce = effectiveLimit(settings, name);
    return {
      name,
      field,
      max: inForce?.max ?? max,
      window_seconds: inForce?.windowSeconds ?? windowSeconds,
      disabled: own === null,
      source: own !== undefined ? 'environment' : published ? 'published' : 'default',
      default: defaults,
    };
  });

/** What an environment is to differ in; whatever equals its default is no difference. */
export function readLimits(changes: readonly RateLimitChange[]): LimitSettings {
  const settings: LimitSettings = {};
  const seen = new Set<string>();
  for (const { name, max, window_seconds, disabled } of changes) {
    const known = names.find((one) => one === name);
    if (known === undefined || seen.has(name)) {
      const what = known === undefined ? 'There is no rate limit' : 'It is given twice: the limit';
      throw apiError('invalid_argument', { message: `${what} ${JSON.stringify(name)}.` });
    }
    seen.add(name);
    const defaults = limitDefinitions[known];
    const figures = {
      max: max ?? defaults.max,
      window_seconds: window_seconds ?? defaults.windowSeconds,
    };
    if (disabled) settings[known] = null;
    else if (figures.max !== defaults.max || figures.window_seconds !== defaults.windowSeconds) {
      settings[known] = figures;
    }
  }
  return settings;
}
