import { defineCommand } from 'citty';
import type { Audit } from '../features/audit/audit.service.ts';
import { UNATTRIBUTED } from '../features/audit/audit-event.ts';
import { type AuditQuery, readAuditQuery } from '../features/audit/audit-query.ts';
import { type LogKind, presentEvent } from '../features/audit/wire.ts';
import type { Services } from '../http/services.ts';
import { ApiError } from '../platform/errors/api-error.ts';
import { expectedError } from '../platform/errors/expected-error.ts';
import { readProjectUuid, storageFlags, withServices } from './with-services.ts';

const MAX_LIMIT = 1_000_000;
const PAGE = 1_000;

interface Log {
  scope: string;
  kind: LogKind;
}

async function logOf(services: Services, projectId: string | undefined): Promise<Log> {
  if (projectId === 'none') return { scope: UNATTRIBUTED, kind: 'prod' };
  if (projectId !== undefined) {
    // The log outlives the environment, so that need not be there.
    const kind = projectId.startsWith('project-live-') ? 'live' : 'test';
    return { scope: readProjectUuid(projectId), kind };
  }
  const workspace = await services.projects.firstWorkspace();
  if (workspace === undefined) throw expectedError('There is no workspace yet.');
  return { scope: workspace, kind: 'prod' };
}

/** Page after page, so that a million events need no more memory than a thousand. */
async function print(audit: Audit, log: Log, query: AuditQuery, limit: number): Promise<void> {
  const filter = readAuditQuery(query);
  for (let left = limit; left > 0; left -= PAGE) {
    const events = await audit.list(log.scope, filter, Math.min(left, PAGE));
    for (const event of events) console.log(JSON.stringify(presentEvent(log.kind, event)));
    if (events.length < PAGE) return;
    filter.before = events.at(-1)?.id;
  }
}

const text = (description: string) => ({ type: 'string' as const, description });

export const auditCommand = defineCommand({
  meta: {
    name: 'audit',
    description: 'Events of the audit log, newest first, one JSON line each: see docs/audit-log.md',
  },
  args: {
    ...storageFlags,
    'project-id': text(
      'project-test-... or project-live-..., also of one that is gone; none: requests that belong to nobody; the workspace where absent',
    ),
    since: text('RFC 3339, inclusive'),
    until: text('RFC 3339, exclusive'),
    action: text('Such as magic_links.authenticate'),
    result: text('success, refused or failed'),
    'user-id': text('user-test-... or user-live-...'),
    actor: text('Id of a secret, a management key or a client; command-line:<login>'),
    'ip-address': text('IPv4 or IPv6'),
    'request-id': text('As the answer had it'),
    limit: { type: 'string', default: '100', description: `1 to ${MAX_LIMIT}` },
  },
  run({ args }) {
    const limit = Number(args.limit);
    if (!/^\d+$/.test(args.limit) || limit < 1 || limit > MAX_LIMIT) {
      throw expectedError(`--limit must be a whole number from 1 to ${MAX_LIMIT}.`);
    }
    const { since, until, action, result, actor } = args;
    const query = {
      since,
      until,
      action,
      result,
      actor,
      user_id: args['user-id'],
      ip_address: args['ip-address'],
      request_id: args['request-id'],
    };
    return withServices(args, async (services) => {
      try {
        await print(services.audit, await logOf(services, args['project-id']), query, limit);
      } catch (error) {
        throw error instanceof ApiError ? expectedError(error.message) : error;
      }
    });
  },
});
