import { createOutgoing, type Outgoing } from '../../../platform/http/outgoing.ts';
import { apiError } from '../../catalogue.ts';
import type { BreachSource } from './breach-source.ts';
import { sha1Hex } from './sha1-hex.ts';

/** Hex digits of the SHA-1 that are sent; about a thousand passwords share them. */
const PREFIX = 5;
/** An answer has some 40 kB. */
const MAX_BYTES = 512 * 1_024;
const TIMEOUT_MS = 2_000;

export interface RangeApiOptions {
  /** Of the API that answers `<url>/<first five hex digits>`: the operator's setting. */
  url: string;
  /** Where it cannot be asked: `accept` the password, or refuse to decide. */
  onFailure: 'accept' | 'refuse';
  timeoutMs?: number;
  /** Time and size limits are those of this; default: our own, private addresses allowed. */
  outgoing?: Outgoing;
  /** For the log. Holds neither the password nor its hash nor the prefix. */
  report?: (error: Error) => void;
}

/**
 * Whether the answer, lines of `<other 35 hex digits>:<count>`, names the suffix. Padding is made of
 * lines whose count is 0.
 */
function names(body: string, suffix: string): boolean {
  const at = body.toUpperCase().indexOf(`${suffix}:`);
  return at >= 0 && Number.parseInt(body.slice(at + suffix.length + 1), 10) > 0;
}

/**
 * The range API of Have I Been Pwned, or a mirror of it: only five digits of the password's SHA-1
 * leave the house, and padding hides how long the answer is.
 */
export function createRangeApi(options: RangeApiOptions): BreachSource {
  const { onFailure, timeoutMs = TIMEOUT_MS, report } = options;
  const url = options.url.replace(/\/+$/, '');
  const outgoing =
    options.outgoing ?? createOutgoing({ allowPrivate: true, timeoutMs, maxBytes: MAX_BYTES });

  async function fetchRange(prefix: string): Promise<string> {
    const headers = { 'add-padding': 'true', accept: 'text/plain', 'user-agent': 'selvage' };
    const { status, body } = await outgoing.request(`${url}/${prefix}`, { headers });
    // Every range has entries: an empty answer comes from something else.
    if (status !== 200 || !/^[0-9A-F]{35}:\d+\s/im.test(`${body}\n`)) {
      throw new Error(`the breach API answered ${status} without a range`);
    }
    return body;
  }

  return {
    async isBreached(password) {
      const hash = sha1Hex(password);
      try {
        return names(await fetchRange(hash.slice(0, PREFIX)), hash.slice(PREFIX));
      } catch (error) {
        report?.(error as Error);
        if (onFailure === 'accept') return false;
        throw apiError('password_validation_timeout', { cause: error });
      }
    },
  };
}
