import type { FastifyInstance, FastifyRequest } from 'fastify';
import { apiError } from '../features/catalogue.ts';
import {
  confirmVersion,
  type Environment,
  StaleEnvironment,
} from '../features/projects/environment.ts';
import { ApiError } from '../platform/errors/api-error.ts';
import type { AppOptions } from './app.ts';
import { authenticateProject } from './authentication.ts';
import { checkTexts } from './json-body.ts';
import type { Callers, Operation, RequestInfo } from './operation.ts';
import { requestIdOf } from './request-id.ts';
import { responseChecker } from './response-check.ts';
import type { Services } from './services.ts';

/** How often an operation is decided again when its environment changes under it. */
const MAX_TRIES = 5;

/** Sets the caller on the request, or throws what the credentials deserve. */
export async function authenticate(
  caller: keyof Callers,
  services: Services,
  request: FastifyRequest,
): Promise<void> {
  const header = request.headers.authorization;
  if (caller === 'project' || caller === 'test-project') {
    request.environment = await authenticateProject(services.environments, header);
    if (caller === 'test-project' && request.environment.type !== 'TEST') {
      throw apiError('unauthorized_project_id_live');
    }
  } else if (caller === 'workspace') {
    request.workspaceKey = await services.projects.authenticateWorkspace(header);
  }
}

const requestInfo = (request: FastifyRequest): RequestInfo => ({
  requestId: requestIdOf(request),
  ip: request.ip,
  userAgent: String(request.headers['user-agent'] ?? ''),
});

export function registerOperation(
  app: FastifyInstance,
  operation: Operation,
  options: AppOptions,
  contentType: string,
): void {
  const { services } = options;
  const check = options.checkResponses ? responseChecker(operation) : undefined;

  async function confirm(environment: Environment): Promise<void> {
    confirmVersion(environment, await services.projects.currentVersion(environment.id));
  }

  /** A refusal may rest on settings that are no more: it counts once its environment is current. */
  async function isStale(request: FastifyRequest, error: unknown): Promise<boolean> {
    if (error instanceof StaleEnvironment) return true;
    const { environment } = request;
    if (!environment || !(error instanceof ApiError) || !operation.confirms) return false;
    try {
      await confirm(environment);
    } catch (stale) {
      if (stale instanceof StaleEnvironment) return true;
      throw stale;
    }
    request.environmentConfirmed = true;
    return false;
  }

  /** Runs the handler; where the environment changed meanwhile, everything is decided again. */
  async function decide(request: FastifyRequest): Promise<object> {
    const input = { body: request.body, params: request.params, query: request.query };
    for (let tries = 1; ; tries += 1) {
      const { environment, workspaceKey } = request;
      try {
        if (environment && !operation.confirms) await confirm(environment);
        const context = { environment, workspaceKey, services, request: requestInfo(request) };
        return await operation.handler(context as never, input as never);
      } catch (error) {
        if (!(await isStale(request, error)) || tries >= MAX_TRIES) throw error;
        // Another request of this node may have read the new state already.
        const held = environment && services.environments.peek(environment.id);
        if (environment && held === environment) await services.environments.reload(environment.id);
        await authenticate(operation.caller, services, request);
      }
    }
  }

  app.route({
    method: operation.method,
    url: operation.path,
    config: { operationId: operation.id },
    schema: {
      ...(operation.body && { body: operation.body }),
      ...(operation.params && { params: operation.params }),
      ...(operation.query && { querystring: operation.query }),
      response: { [operation.status]: operation.response },
    },
    async onRequest(request) {
      await authenticate(operation.caller, services, request);
    },
    async preValidation(request) {
      request.body ??= {};
      checkTexts(request.params);
      checkTexts(request.query);
    },
    async handler(request, reply) {
      const result = await decide(request);
      const body = {
        ...result,
        request_id: requestIdOf(request),
        status_code: operation.status,
      };
      check?.(body);
      reply.code(operation.status).header('content-type', contentType);
      reply.headers(operation.headers);
      if (operation.headers['cache-control'] === undefined) {
        reply.header('cache-control', 'no-store');
      }
      return body;
    },
  });
}
