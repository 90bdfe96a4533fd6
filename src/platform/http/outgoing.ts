import { lookup } from 'node:dns/promises';
import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isAllowedAddress } from './address-rules.ts';

export type OutgoingFailure = 'forbidden' | 'timeout' | 'unreachable' | 'too-large' | 'malformed';

/** Fit for logs: names the host and the reason, never the path, headers or bodies. */
export class OutgoingError extends Error {
  readonly reason: OutgoingFailure;
  constructor(reason: OutgoingFailure, message: string) {
    super(message);
    this.name = 'OutgoingError';
    this.reason = reason;
  }
}

export interface OutgoingRequest {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface OutgoingResponse {
  /** Any status; a redirect is an answer like others and is not followed. */
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Requests to URLs that a tenant can steer. Throws `OutgoingError` and nothing else. */
export interface Outgoing {
  request(url: string, request?: OutgoingRequest): Promise<OutgoingResponse>;
}

export interface ResolvedAddress {
  address: string;
  family: number;
}

export interface OutgoingOptions {
  /** Lets requests reach loopback and private addresses, and use plain http. */
  allowPrivate: boolean;
  /** From the call to the last byte of the answer. */
  timeoutMs?: number;
  /** Of the answer's body. */
  maxBytes?: number;
  resolve?: (hostname: string) => Promise<ResolvedAddress[]>;
}

const fail = (reason: OutgoingFailure, host: string, detail: string): OutgoingError =>
  new OutgoingError(reason, `outgoing request to ${host} failed: ${detail}`);

function readUrl(text: string, allowPrivate: boolean): URL {
  if (!URL.canParse(text)) throw fail('malformed', '(no host)', 'the URL cannot be parsed');
  const url = new URL(text);
  const plain = url.protocol === 'http:' && allowPrivate;
  if (url.protocol !== 'https:' && !plain) {
    throw fail('forbidden', url.host, `the scheme ${url.protocol} is not allowed`);
  }
  if (url.username !== '' || url.password !== '') {
    throw fail('forbidden', url.host, 'the URL carries credentials');
  }
  return url;
}

const errorCode = (error: unknown): string =>
  (error as NodeJS.ErrnoException | null)?.code ?? 'unknown error';

/** A fault of the HTTP connection or message, in our words. */
function classify(error: unknown, host: string, deadline: AbortSignal): OutgoingError {
  if (error instanceof OutgoingError) return error;
  if (deadline.aborted) return fail('timeout', host, 'it took too long');
  const code = errorCode(error);
  const reason = /^(HPE_|ERR_INVALID_|ERR_HTTP_)/.test(code) ? 'malformed' : 'unreachable';
  return fail(reason, host, code);
}

/** Lets a promise that cannot be cancelled lose against the deadline. */
function within<T>(promise: Promise<T>, deadline: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(deadline.reason);
    deadline.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => deadline.removeEventListener('abort', abort));
  });
}

async function readBody(answer: IncomingMessage, host: string, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the connection.
    if (size > maxBytes) throw fail('too-large', host, `the answer exceeds ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  if (!answer.complete) throw fail('unreachable', host, 'the answer was cut off');
  return Buffer.concat(chunks).toString('utf8');
}

export function createOutgoing(options: OutgoingOptions): Outgoing {
  const { allowPrivate, timeoutMs = 5_000, maxBytes = 1_048_576 } = options;
  const resolve = options.resolve ?? ((hostname) => lookup(hostname, { all: true }));

  /** Resolves once and checks every answer: one bad address among good ones is an attack. */
  async function addressesOf(url: URL, deadline: AbortSignal): Promise<ResolvedAddress[]> {
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    const family = isIP(hostname);
    const addresses =
      family === 0 ? await within(resolve(hostname), deadline) : [{ address: hostname, family }];
    if (addresses.length === 0) throw fail('unreachable', url.host, 'the name has no address');
    if (!addresses.every(({ address }) => isAllowedAddress(address, allowPrivate))) {
      throw fail('forbidden', url.host, 'the name stands for an address that is not allowed');
    }
    return addresses;
  }

  function send(
    url: URL,
    request: OutgoingRequest,
    addresses: ResolvedAddress[],
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    // The connection goes to what was checked; asking the resolver again could answer otherwise.
    const pinned: LookupFunction = (_hostname, { all }, done) => {
      const [first] = addresses as [ResolvedAddress];
      if (all) done(null, addresses);
      else done(null, first.address, first.family);
    };
    const { request: start } = url.protocol === 'https:' ? https : http;
    return new Promise((resolve, reject) => {
      const outgoing = start(url, {
        method: request.method ?? 'GET',
        // Compressed answers could be small on the wire and huge in memory.
        headers: { ...request.headers, 'accept-encoding': 'identity' },
        lookup: pinned,
        // An agent of its own: no shared connections, no proxy of the environment.
        agent: false,
        signal,
      });
      outgoing.on('response', resolve);
      outgoing.on('error', reject);
      // Also where there is neither: an upgrade that nobody asked for ends this way.
      outgoing.on('close', () => reject(fail('malformed', url.host, 'no answer')));
      outgoing.end(request.body);
    });
  }

  return {
    async request(text, request = {}) {
      const url = readUrl(text, allowPrivate);
      const deadline = AbortSignal.timeout(timeoutMs);
      try {
        const addresses = await addressesOf(url, deadline);
        const answer = await send(url, request, addresses, deadline);
        const body = await readBody(answer, url.host, maxBytes);
        return { status: answer.statusCode ?? 0, headers: answer.headers, body };
      } catch (error) {
        throw classify(error, url.host, deadline);
      }
    },
  };
}
