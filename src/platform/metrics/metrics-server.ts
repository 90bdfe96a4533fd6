import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { safeEqual } from '../crypto/tokens.ts';

export interface MetricsServerOptions {
  /** The Prometheus text format. */
  text: () => Promise<string>;
  /** What callers must present as `Authorization: Bearer`; nothing where absent. */
  token: string | undefined;
  onError: (error: unknown) => void;
}

/**
 * `GET /metrics` on a port of its own: who reaches the API must not reach how much it is used.
 * The caller listens and closes.
 */
export function createMetricsServer({ text, token, onError }: MetricsServerOptions): Server {
  const isWelcome = (request: IncomingMessage): boolean =>
    token === undefined || safeEqual(request.headers.authorization ?? '', `Bearer ${token}`);

  function end(response: ServerResponse, status: number, body: string): void {
    response
      .writeHead(status, {
        'content-type': 'text/plain; version=0.0.4; charset=utf-8',
        'cache-control': 'no-store',
        ...(status === 401 && { 'www-authenticate': 'Bearer' }),
      })
      .end(body);
  }

  return createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?', 1)[0] !== '/metrics') {
      return end(response, 404, 'Only GET /metrics is here.\n');
    }
    if (!isWelcome(request)) return end(response, 401, 'A bearer token is needed.\n');
    text().then(
      (body) => end(response, 200, body),
      (error: unknown) => {
        onError(error);
        end(response, 500, 'The metrics could not be collected.\n');
      },
    );
  });
}
