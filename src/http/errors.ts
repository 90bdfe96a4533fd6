import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { apiError } from '../features/catalogue.ts';
import { confirmVersion, StaleEnvironment } from '../features/projects/environment.ts';
import { isUnavailable } from '../platform/db/errors.ts';
import { ApiError } from '../platform/errors/api-error.ts';
import type { Logger } from '../platform/log.ts';
import type { AppOptions } from './app.ts';
import type { Auditor } from './audit.ts';
import { oauthError } from './oauth-error.ts';
import { authenticate } from './register-operation.ts';
import { requestIdOf } from './request-id.ts';
import { registerUnbuilt } from './unbuilt.ts';

/** Statuses that Fastify gives to requests it could not read; all are the client's fault. */
const isClientFault = (error: { statusCode?: number }): boolean =>
  error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500;

function toApiError(error: unknown, request: FastifyRequest, log: Logger): ApiError {
  if (error instanceof ApiError) {
    // What a client is not told but an operator looks for, such as why a UserInfo call failed.
    if (error.cause) {
      log.info({ request_id: request.id, error_type: error.type, err: error.cause }, 'refused');
    }
    return error;
  }
  if (isUnavailable(error) || error instanceof StaleEnvironment) {
    log.warn({ request_id: request.id, err: error }, 'the database could not be asked');
    return apiError('server_unavailable');
  }
  if (isClientFault(error as { statusCode?: number })) return apiError('bad_request');
  log.error({ request_id: request.id, err: error }, 'unexpected error');
  return apiError('internal_server_error');
}

/** Members in the order of the wire (errors-and-conventions 1.4, 1.5). */
export const errorBody = ({ type, status, message, details }: ApiError, requestId: string) => ({
  status_code: status,
  request_id: requestId,
  error_type: type,
  error_message: message,
  error_url: `https://stytch.com/docs/api/errors/${status}#${type}`,
  ...(details && { error_details: details }),
});

/** Answers with the standard error body, whatever was thrown. */
export function errorReply(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): FastifyReply {
  const shown = toApiError(error, request, log);
  request.errorType = shown.type;
  reply
    .header('content-type', 'application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .serializer((value: unknown) => JSON.stringify(value));
  if (request.routeOptions?.config.protocol === 'oauth2') {
    const { status, headers, body } = oauthError(shown, request);
    return reply.code(status).headers(headers).send(body);
  }
  return reply.code(shown.status).send(errorBody(shown, requestIdOf(request)));
}

export function registerErrorHandling(
  app: FastifyInstance,
  options: AppOptions,
  auditor: Auditor,
): void {
  const { services, log } = options;

  function answer(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const sent = errorReply(error, request, reply, log);
    auditor.refused(request, reply.statusCode, request.errorType ?? '');
    return sent;
  }

  app.setErrorHandler(async (error: Error & { validation?: unknown }, request, reply) => {
    const { environment } = request;
    if (environment && (error.validation || error instanceof ApiError)) {
      // Credentials come before fields: those that were taken away meanwhile are told so.
      try {
        await recheck(request);
      } catch (refused) {
        return answer(refused, request, reply);
      }
    }
    return answer(error, request, reply);
  });

  async function recheck(request: FastifyRequest): Promise<void> {
    if (request.environmentConfirmed || !request.environment) return;
    const version = await services.projects.currentVersion(request.environment.id);
    try {
      confirmVersion(request.environment, version);
    } catch {
      await services.environments.reload(request.environment.id);
      await authenticate(request.routeOptions.config.caller ?? 'project', services, request);
    }
  }

  registerUnbuilt(app, options);
}
