import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from './mail-server.ts';

export interface AppServer {
  /** What is registered as redirect URL; it has a query of its own. */
  readonly url: string;
  /** The next visit that no call before has returned, as path and query. */
  nextVisit(): Promise<string>;
  readonly visits: readonly string[];
  /** Every Referer that a visitor brought along. */
  readonly referrers: readonly string[];
  stop(): Promise<void>;
}

/** The application that a login ends at: a page for every path. */
export async function startAppServer(): Promise<AppServer> {
  const visits: string[] = [];
  const referrers: string[] = [];
  let seen = 0;
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>The app</h1>');
    if (!request.url?.startsWith('/callback')) return;
    if (request.headers.referer !== undefined) referrers.push(request.headers.referer);
    visits.push(request.url);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/callback?a=1`,
    visits,
    referrers,
    async nextVisit() {
      const visit = await eventually('a visit of the app', () => visits[seen]);
      seen += 1;
      return visit;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
