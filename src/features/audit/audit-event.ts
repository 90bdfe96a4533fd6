import type { AuditLogTable } from '../../platform/db/audit-tables.ts';

/** The log of requests that no environment or workspace can be found for. */
export const UNATTRIBUTED = '00000000-0000-0000-0000-000000000000';

export type AuditResult = AuditLogTable['result'];
export const results = ['success', 'refused', 'failed'] as const satisfies AuditResult[];

/** What is to be remembered of one request, command or refusal. */
export interface AuditEvent {
  /** Whose log: the uuid of an environment or a workspace, or `UNATTRIBUTED`. */
  scope: string;
  /** Id of the operation or command. */
  action: string;
  result: AuditResult;
  /** Of the HTTP answer; 0 where there is none. */
  statusCode: number;
  /** error_type of a refusal, or what the actor gave as the reason of the act. */
  reason: string;
  /** Wire id of a credential, `command-line:<login>` or `anonymous`. */
  actor: string;
  /** Uuids, without the wire prefix. */
  userId: string | undefined;
  sessionId: string | undefined;
  ipAddress: string;
  userAgent: string;
  /** Wire form; empty where there was no request. */
  requestId: string;
  /** Ids by name, masked recipients: never a token, a code, a whole address or number. */
  details: Record<string, string>;
}

/** An event as the log shows it. */
export interface RecordedEvent extends AuditEvent {
  id: string;
  createdAt: number;
}
