import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createOutgoing,
  type Outgoing,
  type OutgoingOptions,
} from '../../platform/http/outgoing.ts';

/** A request as a provider got it. */
export interface SeenRequest {
  /** `POST https://github.com/login/oauth/access_token` */
  target: string;
  headers: Record<string, string | undefined>;
  query: Record<string, string>;
  form: Record<string, string>;
}

export interface ProviderAnswer {
  status?: number;
  headers?: Record<string, string>;
  /** A text is sent as it is, anything else as JSON. */
  body: unknown;
}

type Answering = ProviderAnswer | ((request: SeenRequest) => ProviderAnswer | 'silence');

/** What a provider answers, by `<method> <url without query>`. */
export type ProviderAnswers = Record<string, Answering>;

export interface ProviderServer {
  /** Goes to this server whatever the host, over HTTP and all guards. */
  outgoing: Outgoing;
  /** In the order they came. */
  seen: SeenRequest[];
  port: number;
  close(): Promise<void>;
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

const fields = (params: URLSearchParams) => Object.fromEntries(params);

async function look(request: IncomingMessage): Promise<SeenRequest> {
  // `/github.com/login/oauth/access_token`
  const url = new URL(`https:/${request.url}`);
  return {
    target: `${request.method} ${url.origin}${url.pathname}`,
    headers: request.headers as SeenRequest['headers'],
    query: fields(url.searchParams),
    form: fields(new URLSearchParams(await readBody(request))),
  };
}

function reply(response: ServerResponse, { status = 200, headers, body }: ProviderAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

/**
 * Stands in for the servers of providers: a real HTTP server, reached through the real way out, for
 * requests to whatever host they are meant for.
 */
export async function startProviderServer(
  answers: ProviderAnswers,
  limits: Partial<OutgoingOptions> = {},
): Promise<ProviderServer> {
  const seen: SeenRequest[] = [];
  const server = http.createServer(async (request, response) => {
    const looked = await look(request);
    seen.push(looked);
    const answering = answers[looked.target] ?? { status: 404, body: { error: 'not_found' } };
    const answer = typeof answering === 'function' ? answering(looked) : answering;
    if (answer !== 'silence') reply(response, answer);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const real = createOutgoing({ allowPrivate: true, ...limits });
  return {
    seen,
    port,
    outgoing: {
      request: (url, request) =>
        real.request(`http://127.0.0.1:${port}/${url.replace(/^https:\/\//, '')}`, request),
    },
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
}
