import type { DurationWords } from './texts/mail-texts.ts';

const HOUR = 60;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

/** Minutes as a person says them: 10080 is "1 week", 1500 is "1 day and 1 hour". Rounds down. */
export function spokenDuration(minutes: number, words: DurationWords): string {
  const total = Math.max(1, Math.floor(minutes));
  // "10 days" reads better than "1 week and 3 days", so weeks stand alone.
  if (total % WEEK === 0) return count(total / WEEK, words.week);
  const parts = [
    count(Math.floor(total / DAY), words.day),
    count(Math.floor((total % DAY) / HOUR), words.hour),
    count(total % HOUR, words.minute),
  ].filter((part) => part !== '');
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} ${words.and} ${last}`;
}

function count(amount: number, unit: { one: string; other: string }): string {
  if (amount === 0) return '';
  return `${amount} ${amount === 1 ? unit.one : unit.other}`;
}
