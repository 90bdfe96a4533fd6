import { type Static, Type } from 'typebox';
import { type Operation, operation } from '../../../http/operation.ts';
import { environmentPlace } from '../../projects/management/place.ts';
import { EnvironmentParams } from '../../projects/wire.ts';
import type { Audit } from '../audit.service.ts';
import { readAuditQuery } from '../audit-query.ts';
import { AuditLogQuery, auditLogResponse, type LogKind, presentEvent } from '../wire.ts';

const DEFAULT_LIMIT = 100;

/** A page, newest first, and where the next one begins. */
async function page(
  audit: Audit,
  log: { scope: string; kind: LogKind },
  query: Static<typeof AuditLogQuery>,
) {
  const limit = Number(query.limit ?? DEFAULT_LIMIT);
  // One more than is shown tells whether there is another page.
  const found = await audit.list(log.scope, readAuditQuery(query), limit + 1);
  const events = found.slice(0, limit).map((event) => presentEvent(log.kind, event));
  const next_cursor = found.length > limit ? (events.at(-1)?.event_id ?? null) : null;
  return { events, next_cursor };
}

/** Ours: the hosted service shows its event log in a dashboard and streams it. */
const listEnvironmentEvents = operation({
  id: 'management.audit_log.list',
  method: 'GET',
  path: '/pwa/v3/projects/:project_slug/environments/:environment_slug/audit_log',
  caller: 'workspace',
  tag: 'Management: audit log',
  summary: 'List what was done and refused in an environment, newest first',
  params: EnvironmentParams,
  query: AuditLogQuery,
  response: auditLogResponse,
  async handler({ workspaceKey, services }, { params, query }) {
    const place = environmentPlace(workspaceKey, params);
    const { id, kind } = await services.projects.getEnvironment(place);
    return page(services.audit, { scope: id, kind }, query);
  },
});

const listWorkspaceEvents = operation({
  id: 'management.audit_log.list_workspace',
  method: 'GET',
  path: '/pwa/v3/audit_log',
  caller: 'workspace',
  tag: 'Management: audit log',
  summary: 'List what concerned no single environment: projects and environments made and deleted',
  params: Type.Object({}),
  query: AuditLogQuery,
  response: auditLogResponse,
  async handler({ workspaceKey, services }, { query }) {
    return page(services.audit, { scope: workspaceKey.workspaceId, kind: 'prod' }, query);
  },
});

export const auditLogOperations: readonly Operation[] = [
  listEnvironmentEvents,
  listWorkspaceEvents,
];
