import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { AuditRule } from '../features/audit/audit-rule.ts';
import type { AuditSubject } from '../features/audit/audit-subject.ts';
import type { Environment } from '../features/projects/environment.ts';
import type { WorkspaceKey } from '../features/projects/projects.service.ts';
import type { Logger } from '../platform/log.ts';
import { createAuditor, recordPages } from './audit.ts';
import { type AuthenticateProject, createProjectAuthentication } from './authentication.ts';
import { answerClientError } from './client-error.ts';
import { compileOnDemand } from './compile-on-demand.ts';
import { errorReply, registerErrorHandling } from './errors.ts';
import { parseFormBody, parseJsonBody } from './json-body.ts';
import { type AnsweredRequest, observeRequests } from './observe-requests.ts';
import type { Operation } from './operation.ts';
import { plainPath } from './plain-path.ts';
import { registerOperation } from './register-operation.ts';
import type { Services } from './services.ts';
import type { UnbuiltOperation } from './unbuilt.ts';
import { errorOfViolation } from './validation-error.ts';

declare module 'fastify' {
  interface FastifyInstance {
    authenticateProject: AuthenticateProject;
  }
  interface FastifyRequest {
    /** Set by authentication. */
    environment: Environment | null;
    workspaceKey: WorkspaceKey | null;
    /** Uuid of the secret that was presented. */
    secretId: string | null;
    /** What the request is about, for the audit log. */
    subject: AuditSubject | null;
    /** True once this request's own statement found `environment` to be current. */
    environmentConfirmed: boolean;
    /** What tokens of this address name as their issuer; set with the environment of `public`. */
    issuer: string | null;
    /** error_type of the answer, for the log. */
    errorType: string | null;
  }
  interface FastifyContextConfig {
    operationId?: string;
    caller?: Operation['caller'];
    protocol?: Operation['protocol'];
    /** Absent where nothing is ever written down. */
    audit?: AuditRule;
  }
}

export interface AppOptions {
  services: Services;
  operations: readonly Operation[];
  unbuilt: readonly UnbuiltOperation[];
  log: Logger;
  bodyLimit: number;
  /** Addresses and CIDR blocks of proxies to believe. */
  trustedProxies: readonly string[];
  /** Tests: what checks the success bodies of an operation against its schema. */
  responseChecker?: ((operation: Operation) => (body: object) => void) | undefined;
  /** Told of every answer, for metrics. */
  observe?: ((answered: AnsweredRequest) => void) | undefined;
  /** Pages and documents that are not JSON operations. */
  pages: (app: FastifyInstance) => void;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** The server's face: operations, pages, errors. Listening and shutdown are the caller's. */
export function createApp(options: AppOptions): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: options.bodyLimit,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    genReqId: () => randomUUID(),
    clientErrorHandler: answerClientError,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: false,
    schemaController: { compilersFactory: compileOnDemand },
    rewriteUrl: ({ url = '/' }) => plainPath(url),
    // An external id of 128 characters, each percent-encoded.
    routerOptions: { maxParamLength: 1_024 },
    ajv: {
      customOptions: {
        allErrors: false,
        coerceTypes: false,
        removeAdditional: false,
        useDefaults: false,
        strict: false,
        validateFormats: false,
        // Gives each error its schema, which names the catalogue error.
        verbose: true,
      },
    },
    schemaErrorFormatter: (problems) => errorOfViolation(problems as never),
    frameworkErrors: (error, request, reply) =>
      errorReply(error, request as FastifyRequest, reply as unknown as FastifyReply, options.log),
  });
  const authenticateProject = createProjectAuthentication(options.services.environments);
  app.decorate('authenticateProject', authenticateProject);
  app.decorateRequest('environment', null);
  app.decorateRequest('workspaceKey', null);
  app.decorateRequest('environmentConfirmed', false);
  app.decorateRequest('issuer', null);
  app.decorateRequest('errorType', null);
  app.decorateRequest('secretId', null);
  app.decorateRequest('subject', null);

  app.removeAllContentTypeParsers();
  // Whatever the type is called: SDKs differ, and the body must be JSON anyway but for OAuth's. The
  // usual name spares Fastify a search.
  app.addContentTypeParser(
    ['application/json', '*'],
    { parseAs: 'buffer' },
    (request, body, done) => {
      try {
        const parse = takesForm(request) && isForm(request) ? parseFormBody : parseJsonBody;
        done(null, parse(body as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );

  const auditor = createAuditor(options.services, options.log);
  registerErrorHandling(app, options, auditor);
  recordPages(app, auditor);
  logRequests(app, options.log);
  if (options.observe) observeRequests(app, options.observe);
  for (const operation of options.operations) {
    registerOperation(app, operation, { ...options, auditor, contentType: JSON_TYPE });
  }
  options.pages(app);
  return app;
}

const takesForm = (request: FastifyRequest): boolean =>
  request.routeOptions.config.protocol === 'oauth2';
const isForm = ({ headers }: FastifyRequest): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headers['content-type'] ?? '');

/** One line a request: ids, never addresses, tokens or bodies. */
function logRequests(app: FastifyInstance, log: Logger): void {
  if (!log.isLevelEnabled('info')) return;
  app.addHook('onResponse', (request, reply, done) => {
    log.info(
      {
        request_id: request.id,
        operation: request.routeOptions.config.operationId,
        method: request.method,
        status: reply.statusCode,
        error_type: request.errorType ?? undefined,
        project_id: request.environment?.projectId,
        ms: Math.round(reply.elapsedTime * 10) / 10,
      },
      'request',
    );
    done();
  });
}
