import type { AuditEvent } from './audit-event.ts';

/** Line breaks, terminal sequences, marks that turn text around: whoever sends them forges a log. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const MAX_TEXT = 512;

/** Of what a caller chose, no more than a reader needs, and nothing that a terminal obeys. */
const legibleText = (text: string, max = MAX_TEXT): string =>
  text.slice(0, max).replace(UNPRINTABLE, '\uFFFD');

/** The event with every text that a caller may have chosen made harmless. */
export const legible = (event: AuditEvent): AuditEvent => ({
  ...event,
  reason: legibleText(event.reason),
  actor: legibleText(event.actor),
  userAgent: legibleText(event.userAgent, 256),
  details: Object.fromEntries(
    Object.entries(event.details).map(([name, value]) => [name, legibleText(value)]),
  ),
});
