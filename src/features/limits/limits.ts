import type { RateLimit } from '../../platform/limits/rate-limiter.ts';

/**
 * Every limit: what is counted, how often it may happen by default, and whether the figure is the
 * platform's published one (errors-and-conventions 2.2) or ours. All can be changed or switched
 * off for an environment.
 */
export const limitDefinitions = {
  /** send, login_or_create and invite together, by address. Published. */
  'magic_links.email.send': { field: 'email', windowSeconds: 1, max: 1 },
  /** By project. Published. */
  'users.search': { field: 'project_id', windowSeconds: 60, max: 150 },
  /** By project. Published. */
  'passwords.migrate': { field: 'project_id', windowSeconds: 1, max: 100 },
  /** Reset mails, by address. Ours. */
  'passwords.email.reset_start': { field: 'email', windowSeconds: 1, max: 1 },

  /** Any channel, by address or number. Ours. */
  'otps.send.second': { field: 'recipient', windowSeconds: 1, max: 1 },
  'otps.send.minute': { field: 'recipient', windowSeconds: 60, max: 5 },
  /** Guesses, by method_id: with six digits the chance of a hit stays below 1 in 10,000. Ours. */
  'otps.authenticate': { field: 'method_id', windowSeconds: 600, max: 20 },

  // Brakes against toll fraud: numbers that earn money by being texted come in ranges.
  'otps.sms.phone_number': { field: 'phone_number', windowSeconds: 3_600, max: 30 },
  /** The number without its last four digits. */
  'otps.sms.phone_prefix': { field: 'phone_prefix', windowSeconds: 3_600, max: 100 },
  'otps.sms.country': { field: 'country', windowSeconds: 86_400, max: 10_000 },
  'otps.sms.project': { field: 'project_id', windowSeconds: 3_600, max: 5_000 },
} as const satisfies Record<string, Omit<RateLimit, 'name'> & { field: string }>;

export type LimitName = keyof typeof limitDefinitions;

/** An environment's own figures; null switches a limit off. */
export type LimitSettings = {
  [K in LimitName]?: { max: number; window_seconds: number } | null;
};

/** The limit in force; undefined where it is switched off. */
export function effectiveLimit(settings: LimitSettings, name: LimitName): RateLimit | undefined {
  const own = settings[name];
  if (own === null) return undefined;
  if (own) return { name, windowSeconds: own.window_seconds, max: own.max };
  const { windowSeconds, max } = limitDefinitions[name];
  return { name, windowSeconds, max };
}
