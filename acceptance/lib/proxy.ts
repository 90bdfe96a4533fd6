import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  readonly baseUrl: string;
  /** How many requests each target has been given, in the order of the targets. */
  readonly counts: readonly number[];
  /** Names the servers; until then the proxy answers 502. */
  forwardTo(urls: readonly string[]): void;
  stop(): Promise<void>;
}

/**
 * One address in front of several servers. The target changes with every request, not with every
 * connection, so that a client with a kept-alive connection meets another node on each call.
 */
export async function startProxy(): Promise<Proxy> {
  let targets: URL[] = [];
  let counts: number[] = [];
  let turn = 0;
  const agent = new Agent({ keepAlive: true });

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const index = turn++ % targets.length;
    const target = targets[index];
    if (target === undefined) {
      outgoing.writeHead(502).end();
      return;
    }
    counts[index] = (counts[index] ?? 0) + 1;
    const upstream = request(
      {
        agent,
        host: target.hostname,
        port: target.port,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    upstream.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    incoming.pipe(upstream);
  };

  // Never ended for being idle: that could meet the next request of a client that has many.
  const server = createServer({ keepAliveTimeout: 0 }, forward).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get counts() {
      return counts;
    },
    forwardTo(urls) {
      targets = urls.map((url) => new URL(url));
      counts = urls.map(() => 0);
    },
    stop: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
