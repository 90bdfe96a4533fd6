import pino, { type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard error, written in batches so that a request does not wait for the disk. */
export function createLogger(level: string): Logger {
  const destination = pino.destination({ dest: 2, sync: false, minLength: 4_096 });
  const timer = setInterval(() => destination.flush(), 1_000);
  timer.unref();
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
}

/** A logger that says nothing. */
export const silentLogger = (): Logger => pino({ level: 'silent' });
