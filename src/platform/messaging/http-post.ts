import { type Outgoing, OutgoingError, type OutgoingResponse } from '../http/outgoing.ts';
import { deliveryError } from './provider.ts';

/**
 * POSTs to a provider. Whether it got the request when no answer came back, nobody knows: that is
 * tried again, so a message is delivered at least once and rarely twice.
 */
export async function post(
  outgoing: Outgoing,
  provider: string,
  url: string,
  headers: Record<string, string>,
  body: string,
): Promise<OutgoingResponse> {
  try {
    return await outgoing.request(url, { method: 'POST', headers, body });
  } catch (error) {
    if (!(error instanceof OutgoingError)) throw error;
    throw deliveryError('temporary', `${provider}: no usable answer (${error.reason})`);
  }
}

/** The members of a JSON object; none where the text is something else. */
export function jsonObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
