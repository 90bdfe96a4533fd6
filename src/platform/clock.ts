/** Milliseconds since 1970-01-01T00:00:00Z. The only source of time for rules; tests replace it. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));
const MAX_DAYS = 1_000;
/** `2026-11-24T` by the number of days since 1970. */
const days = new Map<number, string>();

function dayOf(day: number): string {
  let text = days.get(day);
  if (text === undefined) {
    text = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
    if (days.size >= MAX_DAYS) days.clear();
    days.set(day, text);
  }
  return text;
}

/**
 * RFC 3339, UTC, whole seconds: the only timestamp form of the API (errors-and-conventions 1.4).
 * A user and a session hold five of them, and `toISOString` takes ten times as long.
 */
export function toTimestamp(instant: number): string {
  const day = Math.floor(instant / DAY);
  const seconds = Math.floor((instant - day * DAY) / SECOND);
  const minutes = Math.floor(seconds / 60);
  const hour = TWO_DIGITS[Math.floor(minutes / 60)];
  return `${dayOf(day)}${hour}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}Z`;
}

const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]([01]\d|2[0-3]):\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/** Parses an RFC 3339 date-time; undefined where the text is not one. */
export function parseTimestamp(text: string): number | undefined {
  if (!DATE_TIME.test(text)) return undefined;
  const instant = Date.parse(text);
  if (Number.isNaN(instant)) return undefined;
  // Date.parse takes April 31 for May 1.
  const date = text.slice(0, 10);
  return new Date(date).toISOString().startsWith(date) ? instant : undefined;
}
