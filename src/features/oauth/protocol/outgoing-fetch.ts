import type { IncomingHttpHeaders } from 'node:http';
import type { Outgoing, OutgoingResponse } from '../../../platform/http/outgoing.ts';
import { version } from '../../../version.ts';

/** GitHub answers nothing without one. */
const USER_AGENT = `selvage/${version}`;

/** What oauth4webapi and jose hand to a fetch of our own. */
export interface FetchOptions {
  method?: string | undefined;
  headers?: Headers | Record<string, string> | undefined;
  body?: unknown;
}

export type Fetch = (url: string, options: FetchOptions) => Promise<Response>;

/** Statuses whose answers have no body (Fetch standard, null body status). */
const BODYLESS = new Set([204, 205, 304]);

function toHeaders(headers: IncomingHttpHeaders): Headers {
  const list = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) list.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return list;
}

export function toResponse({ status, headers, body }: OutgoingResponse): Response {
  const bodyless = body === '' || BODYLESS.has(status);
  return new Response(bodyless ? null : body, { status, headers: toHeaders(headers) });
}

function toBody(body: unknown): { body?: string } {
  if (typeof body === 'string') return { body };
  return body instanceof URLSearchParams ? { body: body.toString() } : {};
}

/**
 * Sends what libraries want to fetch through the guarded way out: addresses checked, time and size
 * bounded, redirects not followed, certificates verified.
 */
export async function send(
  outgoing: Outgoing,
  url: string,
  options: FetchOptions,
): Promise<OutgoingResponse> {
  const { headers } = options;
  const given = headers instanceof Headers ? Object.fromEntries(headers.entries()) : headers;
  return outgoing.request(url, {
    method: options.method ?? 'GET',
    headers: { ...given, 'user-agent': USER_AGENT },
    ...toBody(options.body),
  });
}

export const outgoingFetch =
  (outgoing: Outgoing): Fetch =>
  async (url, options) =>
    toResponse(await send(outgoing, url, options));
