import { expect } from 'vitest';
import type { AuditLogEvent } from '../features/audit/wire.ts';
import type { TestApp } from './test-app.ts';

export const TEST_LOG = '/pwa/v3/projects/my-project/environments/test/audit_log';
export const LIVE_LOG = '/pwa/v3/projects/my-project/environments/production/audit_log';
export const WORKSPACE_LOG = '/pwa/v3/audit_log';

/** Waits for what is written behind answers, and reads. */
export async function readLog(
  app: TestApp,
  query: Record<string, string> = {},
  path = TEST_LOG,
): Promise<AuditLogEvent[]> {
  await app.services.audit.close();
  const answer = await app.callManagement('GET', `${path}?${new URLSearchParams(query)}`);
  expect(answer.body).toMatchObject({ status_code: 200 });
  return answer.body.events;
}

/** What was written of the request with this answer. */
export const eventOf = async (
  app: TestApp,
  answer: { body: { request_id: string } },
  path = TEST_LOG,
): Promise<AuditLogEvent | undefined> =>
  (await readLog(app, { request_id: answer.body.request_id }, path))[0];

/** The newest event of an action. */
export const lastEvent = async (app: TestApp, action: string): Promise<AuditLogEvent | undefined> =>
  (await readLog(app, { action, limit: '1' }))[0];
