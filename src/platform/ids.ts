import { randomBytes, randomUUID } from 'node:crypto';

/** The environment word inside every id of the API: `user-test-<uuid>`, `user-live-<uuid>`. */
export type EnvironmentKind = 'test' | 'live';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isUuid = (text: string): boolean => UUID.test(text);

/** Version 4 (RFC 9562 section 5.4): for ids whose creation time must not show. */
export const randomId = (): string => randomUUID();

let lastMillisecond = 0;
let sequence = 0;

/**
 * Version 7 (RFC 9562 section 5.7, method 1): time-ordered, so that new rows land at the end of
 * their index and a list ordered by id is a list ordered by creation. Monotonic in one process.
 */
export function orderedId(now: number = Date.now()): string {
  if (now > lastMillisecond) {
    lastMillisecond = now;
    sequence = 0;
  } else {
    // Same or earlier millisecond (clock set back): go on counting, 12 bits a millisecond.
    sequence += 1;
    if (sequence > 0xfff) {
      lastMillisecond += 1;
      sequence = 0;
    }
  }
  return layOut(lastMillisecond, `7${sequence.toString(16).padStart(3, '0')}`, randomTail());
}

/** 62 random bits behind the variant, 10 in binary. */
function randomTail(): string {
  const random = randomBytes(8);
  random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0);
  return random.toString('hex');
}

let lastInstant = 0;
let counter = 0;

/**
 * Version 7 whose time is exactly `now`, for rows that are found by the time in their id. Within a
 * millisecond a counter keeps the order of one process, up to 4,096 ids.
 */
export function orderedIdAt(now: number): string {
  counter = now === lastInstant ? (counter + 1) & 0xfff : 0;
  lastInstant = now;
  return layOut(now, `7${counter.toString(16).padStart(3, '0')}`, randomTail());
}

/** No id of `orderedIdAt(instant)` or later is smaller, and none before is greater. */
export const firstIdAt = (instant: number): string =>
  layOut(Math.max(0, instant), '0000', '0'.repeat(16));

/** The uuid of a time in milliseconds, its version field and its last 64 bits, both in hex. */
function layOut(instant: number, version: string, tail: string): string {
  const time = Math.trunc(instant).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** Writes a wire id: `<kind>-<test|live>-<uuid>`. */
export const wireId = (kind: string, environment: EnvironmentKind, uuid: string): string =>
  `${kind}-${environment}-${uuid}`;

export type ParsedId =
  | { ok: true; uuid: string }
  | { ok: false; reason: 'malformed' | 'other-environment' };

/** Reads a wire id of one kind and one environment. Upper-case hex is not an id of ours. */
export function parseWireId(kind: string, environment: EnvironmentKind, id: string): ParsedId {
  const prefix = `${kind}-`;
  if (!id.startsWith(prefix)) return { ok: false, reason: 'malformed' };
  const rest = id.slice(prefix.length);
  const uuid = rest.slice(5);
  if (!isUuid(uuid) || rest[4] !== '-') return { ok: false, reason: 'malformed' };
  const found = rest.slice(0, 4);
  if (found === environment) return { ok: true, uuid };
  return found === 'test' || found === 'live'
    ? { ok: false, reason: 'other-environment' }
    : { ok: false, reason: 'malformed' };
}
