import pino, { type DestinationStream, type Logger, stdSerializers } from 'pino';
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

/**
 * What may be said of an error besides its message and stack. All else may hold what somebody
 * entered: a claim of a token, a row of the database, the parameters of a statement.
 */
const TOLD = [
  'code',
  'claim',
  'reason',
  'kind',
  'status',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'errno',
  'syscall',
  'address',
  'port',
  'responseCode',
  'command',
  'provider',
  'stage',
] as const;

function describe(error: Error): Record<string, unknown> {
  // Message and stack with those of all causes.
  const { type, message, stack } = stdSerializers.err(error);
  const held = error as Error & Record<string, unknown>;
  const told = TOLD.filter((key) => ['string', 'number'].includes(typeof held[key]));
  return { type, message, stack, ...Object.fromEntries(told.map((key) => [key, held[key]])) };
}

const serializers = {
  err: (error: unknown): unknown => (error instanceof Error ? describe(error) : error),
};

/** Standard error, written in batches so that a request does not wait for the disk. */
function standardError(): DestinationStream {
  const destination = pino.destination({ dest: 2, sync: false, minLength: BATCH });
  const timer = setInterval(() => destination.flush(), 1_000);
  timer.unref();
  return destination;
}

/** JSON lines. */
export const createLogger = (
  level: string,
  destination: DestinationStream = standardError(),
): Logger => pino({ level, base: null, timestamp: isoTime, serializers }, destination);

/** A logger that says nothing. */
export const silentLogger = (): Logger => pino({ level: 'silent' });
