import { userInfo } from 'node:os';
import type { Projects } from '../projects/projects.service.ts';
import type { Audit } from './audit.service.ts';
import { type AuditEvent, UNATTRIBUTED } from './audit-event.ts';

/** Who is at the command line, for the audit log: the account, which is all that is known. */
export function commandLineActor(): string {
  try {
    return `command-line:${userInfo().username}`;
  } catch {
    // An account without a name, as containers have.
    return `command-line:${process.getuid?.() ?? 'unknown'}`;
  }
}

/** An act of the command line as the audit log has it. */
export const commandEvent = (
  scope: string,
  action: string,
  details: Record<string, string> = {},
): AuditEvent => ({
  scope,
  action,
  result: 'success',
  statusCode: 0,
  reason: '',
  actor: commandLineActor(),
  userId: undefined,
  sessionId: undefined,
  ipAddress: '',
  userAgent: '',
  requestId: '',
  details,
});

/** Writes an act that concerns no single environment: under the workspace, if there is one yet. */
export const recordCommand = async (
  { audit, projects }: { audit: Audit; projects: Pick<Projects, 'firstWorkspace'> },
  action: string,
  details?: Record<string, string>,
): Promise<void> =>
  audit.record(commandEvent((await projects.firstWorkspace()) ?? UNATTRIBUTED, action, details));
