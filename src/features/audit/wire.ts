import { type Static, Type } from 'typebox';
import { toTimestamp } from '../../platform/clock.ts';
import type { EnvironmentKind } from '../../platform/ids.ts';
import { Nullable, named, OneOf, Timestamp } from '../wire-schema.ts';
import { type RecordedEvent, results } from './audit-event.ts';

export const AuditLogEvent = named(
  'AuditEvent',
  Type.Object({
    event_id: Type.String(),
    created_at: Timestamp(),
    action: Type.String({ description: 'Id of the operation: magic_links.authenticate.' }),
    result: OneOf(results),
    status_code: Type.Integer({ description: 'Of the answer; 0 where there was none.' }),
    reason: Type.String({
      description: 'error_type of a refusal, or the reason that was given for an act; else empty.',
    }),
    actor: Type.String({
      description:
        'Id of the secret or management key that was used, `command-line:<login>`, `anonymous`.',
    }),
    user_id: Nullable(Type.String()),
    session_id: Nullable(Type.String()),
    ip_address: Type.String({
      description: "The end user's where the backend tells it in `attributes`, else the caller's.",
    }),
    user_agent: Type.String(),
    request_id: Type.String(),
    details: Type.Record(Type.String(), Type.String(), {
      description: 'Ids of what it concerned; recipients are masked.',
    }),
  }),
);
export type AuditLogEvent = Static<typeof AuditLogEvent>;

/** The middle of the ids of a log: a workspace's has no TEST and LIVE. */
export type LogKind = EnvironmentKind | 'prod';

export function presentEvent(kind: LogKind, event: RecordedEvent): AuditLogEvent {
  const wireId = (what: string, uuid: string | undefined): string | null =>
    uuid === undefined ? null : `${what}-${kind}-${uuid}`;
  return {
    event_id: `event-${kind}-${event.id}`,
    created_at: toTimestamp(event.createdAt),
    action: event.action,
    result: event.result,
    status_code: event.statusCode,
    reason: event.reason,
    actor: event.actor,
    user_id: wireId('user', event.userId),
    session_id: wireId('session', event.sessionId),
    ip_address: event.ipAddress,
    user_agent: event.userAgent,
    request_id: event.requestId,
    details: event.details,
  };
}

const optional = () => Type.Optional(Type.String());

export const AuditLogQuery = Type.Object({
  since: Type.Optional(Type.String({ description: 'RFC 3339, inclusive.' })),
  until: Type.Optional(Type.String({ description: 'RFC 3339, exclusive.' })),
  action: optional(),
  result: Type.Optional(OneOf(results)),
  user_id: optional(),
  actor: optional(),
  ip_address: optional(),
  request_id: optional(),
  limit: Type.Optional(
    Type.String({ pattern: '^([1-9][0-9]{0,2}|1000)$', description: '1 to 1000; 100 if absent.' }),
  ),
  cursor: Type.Optional(Type.String({ description: '`next_cursor` of the page before.' })),
});

export const auditLogResponse = {
  events: Type.Array(AuditLogEvent),
  next_cursor: Nullable(Type.String({ description: 'Null on the last page.' })),
};
