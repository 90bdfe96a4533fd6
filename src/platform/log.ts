import pino, { type Logger } from 'pino';

export type { Logger };

/** Bytes; a write to the operating system costs more than the lines in it. */
const BATCH = 16_000;

/** JSON lines on standard error, written in batches so that a request does not wait for the disk. */
export function createLogger(level: string): Logger {
  const destination = pino.destination({ dest: 2, sync: false, minLength: BATCH });
  const timer = setInterval(() => destination.flush(), 1_000);
  timer.unref();
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/** A logger that says nothing. */
export const silentLogger = (): Logger => pino({ level: 'silent' });
