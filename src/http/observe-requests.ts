import type { FastifyInstance } from 'fastify';

/** What is told of each request that was answered, for metrics. */
export interface AnsweredRequest {
  /** Id of the operation; `none` where the address leads nowhere. */
  operation: string;
  status: number;
  errorType: string | null;
  seconds: number;
}

export function observeRequests(
  app: FastifyInstance,
  observe: (answered: AnsweredRequest) => void,
): void {
  app.addHook('onResponse', (request, reply, done) => {
    observe({
      operation: request.routeOptions.config.operationId ?? 'none',
      status: reply.statusCode,
      errorType: request.errorType,
      seconds: reply.elapsedTime / 1_000,
    });
    done();
  });
}
