import { parseTimestamp } from '../../platform/clock.ts';
import { isUuid } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { AuditFilter } from './audit.store.ts';
import { results } from './audit-event.ts';
import { readIp } from './ip-address.ts';

/** What a reader of the log writes, as text. */
export interface AuditQuery {
  since?: string | undefined;
  until?: string | undefined;
  action?: string | undefined;
  result?: string | undefined;
  user_id?: string | undefined;
  actor?: string | undefined;
  ip_address?: string | undefined;
  request_id?: string | undefined;
  cursor?: string | undefined;
}

function invalid(name: string): Error {
  return apiError('invalid_argument', { message: `${name} is malformed.` });
}

function readInstant(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const instant = parseTimestamp(text);
  if (instant === undefined) throw invalid(name);
  return instant;
}

/** The uuid behind a prefix; undefined where nothing is given. */
function readUuid(name: string, prefix: RegExp, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const uuid = text.replace(prefix, '');
  if (!prefix.test(text) || !isUuid(uuid)) throw invalid(name);
  return uuid;
}

function readAddress(text: string | undefined): string | undefined {
  const address = readIp(text);
  if (text !== undefined && address === undefined) throw invalid('ip_address');
  return address;
}

function readResult(text: string | undefined): string | undefined {
  if (text !== undefined && !results.some((one) => one === text)) throw invalid('result');
  return text;
}

const EVENT_ID = /^event-(test|live|prod)-/;

/** Throws `invalid_argument`. */
export const readAuditQuery = (query: AuditQuery): AuditFilter => ({
  since: readInstant('since', query.since),
  until: readInstant('until', query.until),
  action: query.action,
  result: readResult(query.result),
  userId: readUuid('user_id', /^user-(test|live)-/, query.user_id),
  actor: query.actor,
  ipAddress: readAddress(query.ip_address),
  requestId: query.request_id,
  before: readUuid('cursor', EVENT_ID, query.cursor),
});
