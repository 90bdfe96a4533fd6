import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditSubject } from '../features/audit/audit-subject.ts';
import { apiError } from '../features/catalogue.ts';
import type { LocatedProject } from '../features/oauth2/locate-project.ts';
import {
  confirmVersion,
  type Environment,
  forRequest,
  StaleEnvironment,
} from '../features/projects/environment.ts';
import { ApiError } from '../platform/errors/api-error.ts';
import type { AppOptions } from './app.ts';
import type { Auditor } from './audit.ts';
import type { Authenticated } from './authentication.ts';
import { allowAnyOrigin, registerPreflight } from './cors.ts';
import { checkTexts } from './json-body.ts';
import type { Callers, Operation, RequestInfo } from './operation.ts';
import { requestIdOf } from './request-id.ts';
import { runHook } from './run-hook.ts';
import type { Services } from './services.ts';

/** How often an operation is decided again when its environment changes under it. */
const MAX_TRIES = 5;

/**
 * Sets the caller on the request, or throws what the credentials deserve. A promise where that
 * has to wait for the database.
 */
export function authenticate(
  caller: keyof Callers,
  services: Services,
  request: FastifyRequest,
): Promise<void> | undefined {
  if (caller === 'none') return undefined;
  const header = request.headers.authorization;
  if (caller === 'workspace') {
    return services.projects.authenticateWorkspace(header).then((key) => {
      request.workspaceKey = key;
    });
  }
  if (caller === 'public') return locate(services, request);
  const accept = ({ environment, secretId }: Authenticated): undefined => {
    request.environment = environment;
    request.secretId = secretId;
    if (caller === 'test-project' && environment.type !== 'TEST') {
      throw apiError('unauthorized_project_id_live');
    }
  };
  const found = request.server.authenticateProject(header);
  return found instanceof Promise ? found.then(accept) : accept(found);
}

/** The project in the path, else the one that host, header or client name. */
function locate(services: Services, request: FastifyRequest): Promise<void> | undefined {
  const found = services.oauth2.locate({
    projectId: (request.params as { project_id?: string }).project_id,
    host: request.host,
    authorization: request.headers.authorization,
    body: request.body,
  });
  const accept = ({ environment, issuer }: LocatedProject): undefined => {
    request.environment = environment;
    request.issuer = issuer;
  };
  return found instanceof Promise ? found.then(accept) : accept(found);
}

const requestInfo = (request: FastifyRequest, subject: AuditSubject): RequestInfo => ({
  requestId: requestIdOf(request),
  ip: request.ip,
  userAgent: String(request.headers['user-agent'] ?? ''),
  subject,
});

export interface RegisterOptions extends AppOptions {
  auditor: Auditor;
  contentType: string;
}

export function registerOperation(
  app: FastifyInstance,
  operation: Operation,
  options: RegisterOptions,
): void {
  const { services, auditor } = options;
  const check = options.responseChecker?.(operation);
  const headers = {
    'content-type': options.contentType,
    'cache-control': 'no-store',
    ...operation.headers,
  };

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
      const { environment, workspaceKey, issuer } = request;
      const subject: AuditSubject = {};
      request.subject = subject;
      try {
        if (environment && !operation.confirms) await confirm(environment);
        const context = {
          environment: environment && forRequest(environment, subject),
          workspaceKey,
          issuer,
          authorization: request.headers.authorization,
          services,
          request: requestInfo(request, subject),
        };
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
    config: {
      operationId: operation.id,
      audit: operation.audit,
      caller: operation.caller,
      protocol: operation.protocol,
    },
    schema: {
      ...(operation.body && { body: operation.body }),
      ...(operation.params && { params: operation.params }),
      ...(operation.query && { querystring: operation.query }),
      response: { [operation.status]: operation.response },
    },
    onRequest(request, reply, done) {
      if (operation.protocol === 'oauth2') allowAnyOrigin(reply);
      runHook(() => {
        // Of a project that is not in the path, what was sent tells more: see `preHandler`.
        if (operation.caller === 'public' && !isInPath(request)) return undefined;
        return authenticate(operation.caller, services, request);
      }, done);
    },
    preValidation(request, _reply, done) {
      request.body ??= {};
      runHook(() => {
        checkTexts(request.params);
        checkTexts(request.query);
      }, done);
    },
    ...(operation.caller === 'public' && {
      preHandler(request, _reply, done) {
        if (request.environment) done();
        else runHook(() => locate(services, request), done);
      },
    }),
    async handler(request, reply) {
      const result = await decide(request);
      const noted = auditor.succeeded(request, operation.status, result);
      if (noted) await noted;
      const body = {
        ...result,
        request_id: requestIdOf(request),
        status_code: operation.status,
      };
      check?.(body);
      reply.code(operation.status).headers(headers);
      return body;
    },
  });
  if (operation.protocol === 'oauth2') registerPreflight(app, operation.path);
}

const isInPath = (request: FastifyRequest): boolean =>
  (request.params as { project_id?: string }).project_id !== undefined;
