import type { RateLimit } from '../../platform/limits/rate-limiter.ts';

interface Definition {
  /** What is counted. */
  field: string;
  windowSeconds: number;
  max: number;
  /** Whether the figure is the platform's published one (errors-and-conventions 2.2) or ours. */
  published: boolean;
  /** See `RateLimit`. */
  confirmedPercent?: number;
}

const published = (field: string, max: number, windowSeconds: number): Definition => ({
  field,
  windowSeconds,
  max,
  published: true,
});
const ours = (field: string, max: number, windowSeconds: number): Definition => ({
  ...published(field, max, windowSeconds),
  published: false,
});

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Every limit: what is counted, and how often it may happen in how many seconds. All can be changed
 * or switched off for an environment.
 */
export const limitDefinitions = {
  /** send, login_or_create and invite together. */
  'magic_links.email.send': published('email', 1, 1),
  'users.search': published('project_id', 150, MINUTE),
  'passwords.migrate': published('project_id', 100, 1),
  /** Reset mails. */
  'passwords.email.reset_start': ours('email', 1, 1),

  /** Any channel, by address or number. */
  'otps.send.second': ours('recipient', 1, 1),
  'otps.send.minute': ours('recipient', 5, MINUTE),
  /** Guesses: with six digits 20 of them hit once in 50,000. */
  'otps.authenticate': ours('method_id', 20, 10 * MINUTE),

  /** Guesses: three codes are valid at a time, so 20 guesses hit once in 16,000. */
  'totps.authenticate': ours('user_id', 20, 10 * MINUTE),
  'totps.recover': ours('user_id', 20, 10 * MINUTE),

  'crypto_wallets.authenticate_start': ours('crypto_wallet_address', 10, MINUTE),
  'crypto_wallets.authenticate': ours('crypto_wallet_address', 10, MINUTE),

  /** Each begun flow is a row, and anybody who knows the public token may begin one. */
  'oauth.start': ours('project_id', 100, 1),
  'oauth.attach': ours('user_id', 10, MINUTE),
  /** Clients that register themselves. */
  'connected_apps.register.ip': ours('ip_address', 30, HOUR),
  'connected_apps.register.project': ours('project_id', 1_000, HOUR),
  /** Forms of our own login page: guesses, and mails to strangers. */
  'authorize_page.ip': ours('ip_address', 100, 10 * MINUTE),
  /** Client ID metadata documents that are fetched. */
  'connected_apps.metadata.host': ours('host', 30, MINUTE),
  'connected_apps.metadata.project': ours('project_id', 300, MINUTE),

  // Brakes against toll fraud, for SMS and WhatsApp together: numbers that earn money by being
  // texted come in ranges.
  'otps.sms.phone_number': ours('phone_number', 30, HOUR),
  /** The number without its last four digits. */
  'otps.sms.phone_prefix': ours('phone_prefix', 100, HOUR),
  'otps.sms.country': ours('country', 10_000, DAY),
  'otps.sms.project': ours('project_id', 5_000, HOUR),
  /**
   * So many codes only while one in ten of the window's is typed in (errors-and-conventions 2.2: the
   * brake is documented, its figures are not). Fraud types in none; of honest users most do. The
   * volume is more than a small project sends, and each number counts thirty times an hour at most,
   * so it takes dozens of numbers to get there.
   */
  'otps.sms.unauthenticated': { ...ours('project_id', 1_000, HOUR), confirmedPercent: 10 },
} as const satisfies Record<string, Definition>;

export type LimitName = keyof typeof limitDefinitions;

/** An environment's own figures; null switches a limit off. */
export type LimitSettings = {
  [K in LimitName]?: { max: number; window_seconds: number } | null;
};

/** The limit in force; undefined where it is switched off. */
export function effectiveLimit(settings: LimitSettings, name: LimitName): RateLimit | undefined {
  const own = settings[name];
  if (own === null) return undefined;
  const { windowSeconds, max, confirmedPercent }: Definition = limitDefinitions[name];
  return {
    name,
    windowSeconds: own?.window_seconds ?? windowSeconds,
    max: own?.max ?? max,
    ...(confirmedPercent !== undefined && { confirmedPercent }),
  };
}
