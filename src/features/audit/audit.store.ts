import { sql } from 'kysely';
import type { AuditLogTable } from '../../platform/db/audit-tables.ts';
import type { Executor } from '../../platform/db/executor.ts';
import { decodeJson, encodeJson } from '../../platform/db/json.ts';
import { firstIdAt } from '../../platform/ids.ts';
import type { AuditResult, RecordedEvent } from './audit-event.ts';

/** Columns with their PostgreSQL types, in the order in which rows are sent. */
const columns = {
  environment_id: 'uuid',
  id: 'uuid',
  created_at: 'bigint',
  action: 'text',
  result: 'text',
  status_code: 'integer',
  reason: 'text',
  actor: 'text',
  user_id: 'uuid',
  session_id: 'uuid',
  ip_address: 'text',
  user_agent: 'text',
  request_id: 'text',
  details: 'text',
} as const satisfies Record<keyof AuditLogTable, string>;

type Column = keyof AuditLogTable;
const names = Object.keys(columns) as Column[];

// One text for any number of rows: it is prepared once.
const postgresInsert = `insert into audit_log (${names.join()}) select * from unnest(${names
  .map((name, index) => `$${index + 1}::${columns[name]}[]`)
  .join()})`;

const sqliteInsert = `insert into audit_log (${names.join()})
  select ${names.map((_, index) => `value ->> ${index}`).join()} from json_each(?)`;

const toRow = (event: RecordedEvent): AuditLogTable => ({
  environment_id: event.scope,
  id: event.id,
  created_at: event.createdAt,
  action: event.action,
  result: event.result,
  status_code: event.statusCode,
  reason: event.reason,
  actor: event.actor,
  user_id: event.userId ?? null,
  session_id: event.sessionId ?? null,
  ip_address: event.ipAddress,
  user_agent: event.userAgent,
  request_id: event.requestId,
  details: encodeJson(event.details),
});

const toEvent = (row: AuditLogTable): RecordedEvent => ({
  scope: row.environment_id,
  id: row.id,
  createdAt: row.created_at,
  action: row.action,
  result: row.result,
  statusCode: row.status_code,
  reason: row.reason,
  actor: row.actor,
  userId: row.user_id ?? undefined,
  sessionId: row.session_id ?? undefined,
  ipAddress: row.ip_address,
  userAgent: row.user_agent,
  requestId: row.request_id,
  details: decodeJson<Record<string, string>>(row.details),
});

/** Any number of events in one statement. */
export async function insertEvents(
  executor: Executor,
  events: readonly RecordedEvent[],
): Promise<void> {
  const rows = events.map(toRow);
  if (executor.engine === 'postgres') {
    const values = names.map((name) => rows.map((row) => row[name]));
    await executor.run(postgresInsert, values);
  } else {
    await executor.run(sqliteInsert, [
      JSON.stringify(rows.map((row) => names.map((name) => row[name]))),
    ]);
  }
}

/** What a reader asks for; all of it must hold. */
export interface AuditFilter {
  action?: string | undefined;
  result?: string | undefined;
  actor?: string | undefined;
  /** Uuid. */
  userId?: string | undefined;
  ipAddress?: string | undefined;
  requestId?: string | undefined;
  /** Milliseconds, inclusive. */
  since?: number | undefined;
  /** Milliseconds, exclusive. */
  until?: number | undefined;
  /** Only events before the one with this id. */
  before?: string | undefined;
}

const equalities = {
  action: 'action',
  result: 'result',
  actor: 'actor',
  userId: 'user_id',
  ipAddress: 'ip_address',
  requestId: 'request_id',
} as const satisfies Partial<Record<keyof AuditFilter, Column>>;

/** Newest first. The time is in the id, so each index serves its filter, the span and the page. */
export async function listEvents(
  executor: Executor,
  scope: string,
  filter: AuditFilter,
  limit: number,
): Promise<RecordedEvent[]> {
  let query = executor.q
    .selectFrom('audit_log')
    .select(names)
    .where('environment_id', '=', scope)
    .orderBy('id', 'desc')
    .limit(limit);
  for (const [name, column] of Object.entries(equalities)) {
    const value = filter[name as keyof typeof equalities];
    if (value !== undefined) query = query.where(column, '=', value as never);
  }
  if (filter.since !== undefined) query = query.where('id', '>=', firstIdAt(filter.since));
  if (filter.until !== undefined) query = query.where('id', '<', firstIdAt(filter.until));
  if (filter.before !== undefined) query = query.where('id', '<', filter.before);
  return (await executor.all(query)).map(toEvent);
}

/** The next log behind the given one, in the order of the key. */
export const nextScope = async (executor: Executor, after: string): Promise<string | undefined> =>
  (
    await executor.first(
      executor.q
        .selectFrom('audit_log')
        .select('environment_id')
        .where('environment_id', '>', after)
        .orderBy('environment_id')
        .limit(1),
    )
  )?.environment_id;

/** The oldest events of a log, of one result or of any, that are older than `before`. */
export async function deleteOldest(
  executor: Executor,
  scope: string,
  { before, result }: { before: number; result?: AuditResult | undefined },
  limit: number,
): Promise<number> {
  const { q } = executor;
  let oldest = q
    .selectFrom('audit_log')
    .select('id')
    .where('environment_id', '=', scope)
    .where('id', '<', firstIdAt(before))
    .orderBy('id')
    // A literal: a plan for any limit reads the whole log once a batch.
    .limit(sql.lit(limit));
  if (result !== undefined) oldest = oldest.where('result', '=', result);
  return executor.affected(
    q.deleteFrom('audit_log').where('environment_id', '=', scope).where('id', 'in', oldest),
  );
}
