import { expect, test } from 'vitest';
import type { AuditEvent } from './audit-event.ts';
import { legible } from './legible.ts';

const event: AuditEvent = {
  scope: 's',
  action: 'users.create',
  result: 'success',
  statusCode: 200,
  reason: '',
  actor: 'anonymous',
  userId: undefined,
  sessionId: undefined,
  ipAddress: '',
  userAgent: '',
  requestId: '',
  details: {},
};

test('nothing that a caller sends forges a line or moves the cursor of a terminal', () => {
  const { userAgent, reason, details } = legible({
    ...event,
    userAgent: 'a\r\nb\u001b[2Jc\u009bd',
    reason: 'x\u202ey\u2028z',
    details: { note: '\u0000' },
  });
  expect(userAgent).toBe('a\uFFFD\uFFFDb\uFFFD[2Jc\uFFFDd');
  expect(reason).toBe('x\uFFFDy\uFFFDz');
  expect(details).toEqual({ note: '\uFFFD' });
});

test('a long text is cut, and half a character is none', () => {
  expect(legible({ ...event, userAgent: `${'a'.repeat(255)}\u{1F600}` }).userAgent).toBe(
    `${'a'.repeat(255)}\uFFFD`,
  );
  expect(legible({ ...event, reason: 'r'.repeat(1_000) }).reason).toHaveLength(512);
});
