import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditEvent, AuditResult } from '../features/audit/audit-event.ts';
import { UNATTRIBUTED } from '../features/audit/audit-event.ts';
import { type AuditRule, isRemembered } from '../features/audit/audit-rule.ts';
import { readProjectId } from '../features/ids.ts';
import { workspaceKeyWireId } from '../features/projects/keys.ts';
import { readBasic } from '../platform/basic-auth.ts';
import { wireId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import { factsOf, sourceOf } from './audit-facts.ts';
import { requestIdOf } from './request-id.ts';
import type { Services } from './services.ts';

/** Writes what operations do and refuse into the audit log; no operation has to do it itself. */
export interface Auditor {
  /** Before the answer: it waits until the event is on the disk. Most write none: no promise. */
  succeeded(request: FastifyRequest, status: number, answer: object): Promise<void> | undefined;
  /** After it was decided that the answer is an error; nobody waits. */
  refused(request: FastifyRequest, status: number, errorType: string): void;
}

const CLAIMED = /^(?:project-(?:test|live)|workspace-key-prod)-[0-9a-f-]{36}$/;

const isAuthenticated = (request: FastifyRequest): boolean =>
  request.secretId !== null || request.workspaceKey !== null;

function actorOf(request: FastifyRequest): string {
  const { environment, secretId, workspaceKey, subject } = request;
  if (subject?.actor !== undefined) return subject.actor;
  if (workspaceKey) return workspaceKeyWireId(workspaceKey.id);
  if (environment && secretId) return wireId('secret', environment.kind, secretId);
  return 'anonymous';
}

/** Who a caller with wrong credentials says they are: a project or a key, never the secret. */
function claimedBy(request: FastifyRequest): string | undefined {
  const name = readBasic(request.headers.authorization)?.username;
  return name !== undefined && CLAIMED.test(name) ? name : undefined;
}

/** A page may tell of a refusal by sending the browser on. */
function resultOf(status: number, errorType: string): AuditResult {
  if (status >= 500) return 'failed';
  return status >= 400 || errorType !== '' ? 'refused' : 'success';
}

export function createAuditor(services: Services, log: Logger): Auditor {
  /** A log that is there already: nobody makes one by naming an id. */
  function knownEnvironment(projectId: unknown): string | undefined {
    const uuid = typeof projectId === 'string' ? readProjectId(projectId) : undefined;
    return uuid === undefined ? undefined : services.environments.peek(uuid)?.id;
  }

  /** An environment of the workspace by the slugs of the path; undefined where there is none. */
  async function managedEnvironment(request: FastifyRequest): Promise<string | undefined> {
    const { workspaceKey } = request;
    const params = request.params as { project_slug?: string; environment_slug?: string };
    const { project_slug: projectSlug, environment_slug: environmentSlug } = params;
    if (!workspaceKey || projectSlug === undefined || environmentSlug === undefined) {
      return undefined;
    }
    const { workspaceId } = workspaceKey;
    try {
      const place = { workspaceId, projectSlug, environmentSlug };
      return (await services.projects.getEnvironment(place)).id;
    } catch {
      return undefined;
    }
  }

  async function scopeOf(request: FastifyRequest, rule: AuditRule): Promise<string> {
    const { environment, workspaceKey } = request;
    if (environment) return environment.id;
    if (workspaceKey) {
      const found = rule.scope === 'workspace' ? undefined : await managedEnvironment(request);
      return found ?? workspaceKey.workspaceId;
    }
    const { project_id } = (request.params ?? {}) as { project_id?: unknown };
    return knownEnvironment(project_id) ?? knownEnvironment(claimedBy(request)) ?? UNATTRIBUTED;
  }

  async function eventOf(
    request: FastifyRequest,
    rule: AuditRule,
    outcome: { status: number; errorType?: string; answer?: object },
  ): Promise<AuditEvent> {
    const { status, errorType = '', answer } = outcome;
    const { subject } = request;
    const facts = factsOf(request, answer as Record<string, unknown> | undefined);
    const { ipAddress, userAgent, peer } = sourceOf(request, request.secretId !== null);
    const claimed = isAuthenticated(request) ? undefined : claimedBy(request);
    return {
      scope: await scopeOf(request, rule),
      action: subject?.act === undefined ? rule.action : `${rule.action}.${subject.act}`,
      result: resultOf(status, errorType),
      statusCode: status,
      reason: errorType === '' ? (subject?.reason ?? '') : errorType,
      actor: actorOf(request),
      userId: facts.userId ?? subject?.userId,
      sessionId: facts.sessionId ?? subject?.sessionId,
      ipAddress,
      userAgent,
      requestId: requestIdOf(request),
      details: {
        ...facts.details,
        ...(peer !== undefined && { peer_ip_address: peer }),
        ...(claimed !== undefined && { claimed }),
        ...subject?.details,
      },
    };
  }

  const isWanted = ({ subject }: FastifyRequest): boolean =>
    !subject?.routine || services.audit.recordsRoutine;

  return {
    succeeded(request, status, answer) {
      const { audit: rule } = request.routeOptions.config;
      if (rule?.record !== 'always' || !isWanted(request)) return undefined;
      return eventOf(request, rule, { status, answer }).then(services.audit.record);
    },
    refused(request, status, errorType) {
      const { audit: rule, caller = 'none' } = request.routeOptions.config;
      if (!rule) return;
      const open = caller === 'none' || caller === 'public';
      if (!isRemembered(rule, status, open || isAuthenticated(request))) return;
      eventOf(request, rule, { status, errorType })
        .then((event) => services.audit.recordRefusal(event))
        .catch((error: unknown) => log.error({ err: error }, 'a refusal could not be noted'));
    },
  };
}

/** Pages answer for themselves: what they did is written down before it leaves. */
export function recordPages(app: FastifyInstance, auditor: Auditor): void {
  app.addHook('onRoute', (route) => {
    const { page = 'none' } = route.config?.audit ?? {};
    if (page === 'none') return;
    route.onSend = async (request, reply) => {
      const { statusCode } = reply;
      const { refusal, act } = request.subject ?? {};
      if (refusal !== undefined) return auditor.refused(request, statusCode, refusal);
      // Those were told where the error was answered.
      if (request.errorType !== null) return;
      if (statusCode >= 400) return auditor.refused(request, statusCode, '');
      if (page === 'one act' || act !== undefined) await auditor.succeeded(request, statusCode, {});
    };
  });
}
