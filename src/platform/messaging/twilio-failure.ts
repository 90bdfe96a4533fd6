import type { OutgoingResponse } from '../http/outgoing.ts';
import { jsonObject } from './http-post.ts';
import type { DeliveryFailure } from './provider.ts';

type Kind = DeliveryFailure['kind'];

/** Twilio's error codes that speak of the recipient or of the message; in our own words. */
const CODES: Readonly<Record<number, readonly [Kind, string]>> = {
  14107: ['temporary', 'too many messages at a time'],
  20429: ['temporary', 'too many requests'],
  21211: ['bad-recipient', 'not a phone number'],
  21214: ['bad-recipient', 'number cannot be reached'],
  21217: ['bad-recipient', 'not a phone number'],
  21265: ['bad-recipient', 'number cannot be a short code'],
  21408: ['permanent', 'no permission to text this country'],
  21602: ['permanent', 'message without text'],
  21605: ['permanent', 'message is too long'],
  21610: ['bad-recipient', 'recipient has unsubscribed (STOP)'],
  21611: ['temporary', 'queue of the sender is full'],
  21612: ['permanent', 'no route from this sender to this number'],
  21614: ['bad-recipient', 'not a mobile number'],
  21617: ['permanent', 'message is too long'],
  21635: ['bad-recipient', 'landlines take no messages'],
  21656: ['permanent', 'content variables were refused'],
  30001: ['temporary', 'queue of the sender is full'],
  30450: ['permanent', 'held back by fraud protection'],
  63003: ['bad-recipient', 'recipient has no such channel'],
  63016: ['permanent', 'WhatsApp takes only an approved template here'],
  63024: ['bad-recipient', 'recipient has no such channel'],
};

/** The recipient has replied STOP: Twilio sends nothing more until they reply START. */
const UNSUBSCRIBED = 21610;

/** Codes about the operator's account or sender: a mistake there must not cost the queue. */
const OURS = new Set([
  20003, 20005, 20006, 20404, 21212, 21603, 21606, 21618, 21619, 21659, 21660, 21661, 21701, 21703,
  21704, 21705, 63007,
]);

/**
 * Says what an answer of the Messages API means for the message; undefined where it was taken over.
 * Anything that Twilio would not answer (a proxy's page, a redirect) is no answer: tried again.
 */
export function twilioFailure({ status, body }: OutgoingResponse): DeliveryFailure | undefined {
  const { sid, code: given } = jsonObject(body);
  // Its 201 alone says that the message exists; repeating it would send twice.
  if (status === 201 || (status === 200 && typeof sid === 'string')) return undefined;
  const code = typeof given === 'number' && Number.isInteger(given) ? given : undefined;
  const known = code === undefined ? undefined : CODES[code];
  const note = code === undefined ? `${status}` : `${status}, code ${code}`;
  if (known) {
    const suppress = code === UNSUBSCRIBED;
    const reason = `twilio: ${known[1]} (${note})`;
    return { kind: known[0], ...(suppress && { suppress }), reason };
  }
  if (status >= 500) return { kind: 'temporary', reason: `twilio: service failed (${note})` };
  if (status === 408 || status === 425 || status === 429) {
    return { kind: 'temporary', reason: `twilio: too many requests (${note})` };
  }
  // 401, 403 and 404 are about the account: the path holds nothing of the message.
  const ours = [401, 403, 404].includes(status) || (code !== undefined && OURS.has(code));
  if (ours) return { kind: 'temporary', reason: `twilio: check account and sender (${note})` };
  if (status < 400 || code === undefined) {
    return { kind: 'temporary', reason: `twilio: not an answer of the Messages API (${note})` };
  }
  return { kind: 'permanent', reason: `twilio: refused (${note})` };
}
