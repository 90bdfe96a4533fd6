import pino, { type Logger } from 'pino';
import { systemClock, toTimestamp } from './clock.ts';

export type { Logger };

/** Bytes; a write to the operating system costs more than the lines in it. */
const BATCH = 16_000;

/** As `pino.stdTimeFunctions.isoTime`, without its `toISOString`: see `toTimestamp`. */
function isoTime(): string {
  const now = systemClock.now();
  const milliseconds = String(now % 1_000).padStart(3, '0');
  return `,"time":"${toTimestamp(now).slice(0, -1)}.${milliseconds}Z"`;
}

/** JSON lines on standard error, written in batches so that a request does not wait for the disk. */
export function createLogger(level: string): Logger {
  const destination = pino.destination({ dest: 2, sync: false, minLength: BATCH });
  const timer = setInterval(() => destination.flush(), 1_000);
  timer.unref();
  return pino({ level, base: null, timestamp: isoTime }, destination);
}

/** A logger that says nothing. */
export const silentLogger = (): Logger => pino({ level: 'silent' });
