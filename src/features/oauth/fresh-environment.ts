import type { FastifyRequest } from 'fastify';
import type { AuditSubject } from '../audit/audit-subject.ts';
import { type Environment, forRequest, StaleEnvironment } from '../projects/environment.ts';

const MAX_TRIES = 5;

/**
 * Runs a page's work with the environment that `find` reads; where that changed meanwhile, all is
 * decided again. The request is told whose it is, for its id in errors and logs.
 */
export async function withEnvironment<T>(
  request: FastifyRequest,
  find: () => Promise<Environment>,
  work: (environment: Environment) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    const environment = await find();
    request.environment = environment;
    // Read from the database just now; there are no credentials to check again.
    request.environmentConfirmed = true;
    const subject: AuditSubject = {};
    request.subject = subject;
    try {
      return await work(forRequest(environment, subject));
    } catch (error) {
      if (!(error instanceof StaleEnvironment) || tries >= MAX_TRIES) throw error;
    }
  }
}
