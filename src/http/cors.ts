import type { FastifyInstance, FastifyReply } from 'fastify';

/**
 * OAuth endpoints that browsers call too: single-page apps and MCP clients of any origin. Nothing
 * here rests on cookies, so that any origin may be allowed.
 */
export function allowAnyOrigin(reply: FastifyReply): void {
  reply.header('access-control-allow-origin', '*');
  // What a script may read: how to authenticate, and when to come again.
  reply.header('access-control-expose-headers', 'www-authenticate, retry-after');
}

const PREFLIGHT_MAX_AGE_SECONDS = 7_200;

/** MCP clients name their protocol's version wherever they ask, discovery included. */
const ALLOWED_HEADERS = 'authorization, content-type, mcp-protocol-version';

/** Answers the preflight requests of a path, once however many methods it has. */
export function registerPreflight(app: FastifyInstance, path: string): void {
  if (app.hasRoute({ method: 'OPTIONS', url: path })) return;
  app.options(path, async (_request, reply) => {
    allowAnyOrigin(reply);
    return reply
      .code(204)
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', ALLOWED_HEADERS)
      .header('access-control-max-age', PREFLIGHT_MAX_AGE_SECONDS)
      .send();
  });
}
