import type { FastifyInstance } from 'fastify';
import type { Database } from '../platform/db/executor.ts';

/** For load balancers and supervisors; no credentials. */
export function registerHealth(
  app: FastifyInstance,
  options: { database: Database; isDraining: () => boolean },
): void {
  app.get('/health/live', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'ok' }),
  );

  // The server listens only once its migrations are done.
  app.get('/health/ready', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
    if (options.isDraining()) return reply.code(503).send({ status: 'draining' });
    try {
      await options.database.ping();
    } catch {
      return reply.code(503).send({ status: 'database unreachable' });
    }
    return reply.send({ status: 'ok' });
  });
}
