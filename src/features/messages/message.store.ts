import type { Compilable } from 'kysely';
import type { Engine, Executor } from '../../platform/db/executor.ts';
import type { Flag, MessageTable } from '../../platform/db/schema.ts';
import { statement } from '../../platform/db/statement.ts';

export const insertMessage = statement<MessageTable, never>(
  (q, parameter) =>
    q.insertInto('messages').values({
      environment_id: parameter('environment_id'),
      id: parameter('id'),
      channel: parameter('channel'),
      kind: parameter('kind'),
      recipient: parameter('recipient'),
      content: parameter('content'),
      status: parameter('status'),
      attempts: parameter('attempts'),
      due_at: parameter('due_at'),
      last_error: parameter('last_error'),
      created_at: parameter('created_at'),
      expires_at: parameter('expires_at'),
      code_factor_id: parameter('code_factor_id'),
    }) as unknown as Compilable<never>,
);

const columns = [
  'environment_id',
  'id',
  'channel',
  'kind',
  'recipient',
  'content',
  'status',
  'attempts',
  'due_at',
  'last_error',
  'created_at',
  'expires_at',
  'code_factor_id',
] as const;

export interface MessageFilter {
  to?: string | undefined;
  channel?: MessageTable['channel'] | undefined;
  limit: number;
}

/** Newest first. */
export function listMessages(
  executor: Executor,
  environment: string,
  filter: MessageFilter,
): Promise<MessageTable[]> {
  let query = executor.q
    .selectFrom('messages')
    .select(columns)
    .where('environment_id', '=', environment)
    .where('content', 'is not', null);
  if (filter.to !== undefined) query = query.where('recipient', '=', filter.to);
  if (filter.channel !== undefined) query = query.where('channel', '=', filter.channel);
  // Ids are time-ordered; the key alone gives the order.
  return executor.all(query.orderBy('id', 'desc').limit(filter.limit));
}

export const deleteMessages = (executor: Executor, environment: string): Promise<number> =>
  executor.affected(executor.q.deleteFrom('messages').where('environment_id', '=', environment));

const claimText = (engine: Engine): string => {
  const [lease, channel, now] = engine === 'postgres' ? ['$1', '$2', '$3'] : ['?', '?', '?'];
  return `update messages set attempts = attempts + 1, due_at = ${lease}
    where (environment_id, id) in (
      select environment_id, id from messages
      where status = 'queued' and channel = ${channel} and due_at <= ${now}
      order by due_at limit 1 ${engine === 'postgres' ? 'for update skip locked' : ''})
    returning ${columns.join(', ')}, case when code_factor_id is null or exists (
      select 1 from one_time_codes as c
      where c.environment_id = messages.environment_id and c.factor_id = messages.code_factor_id
        and c.message_id = messages.id and c.used_at is null)
      then 0 else 1 end as withdrawn`;
};
const claimTexts = { postgres: claimText('postgres'), sqlite: claimText('sqlite') };

/** With `withdrawn`: its code is used, replaced by a newer one, or gone with its user. */
export type ClaimedMessage = MessageTable & { withdrawn: Flag };

/**
 * Takes a due message for delivery. Until `leaseUntil` no other worker takes it; a worker that
 * dies loses its lease and the message is tried again.
 */
export const claimMessage = async (
  executor: Executor,
  channel: MessageTable['channel'],
  now: number,
  leaseUntil: number,
): Promise<ClaimedMessage | undefined> => {
  const sql = claimTexts[executor.engine];
  return (await executor.run<ClaimedMessage>(sql, [leaseUntil, channel, now])).rows[0];
};

/** Keeps a message that is still being sent; 0 where it is not queued any more. */
export const extendLease = (
  executor: Executor,
  message: Pick<MessageTable, 'environment_id' | 'id'>,
  leaseUntil: number,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('messages')
      .set({ due_at: leaseUntil })
      .where('environment_id', '=', message.environment_id)
      .where('id', '=', message.id)
      .where('status', '=', 'queued'),
  );

export const updateMessage = (
  executor: Executor,
  message: Pick<MessageTable, 'environment_id' | 'id'>,
  changes: Partial<Pick<MessageTable, 'status' | 'due_at' | 'last_error' | 'content'>>,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('messages')
      .set(changes)
      .where('environment_id', '=', message.environment_id)
      .where('id', '=', message.id),
  );

export interface Sealed {
  environment_id: string;
  id: string;
  content: string;
}

/** Stored contents in the order of their keys, those after `after`. */
export function listSealed(
  executor: Executor,
  after: Pick<Sealed, 'environment_id' | 'id'> | undefined,
  limit: number,
): Promise<Sealed[]> {
  let query = executor.q
    .selectFrom('messages')
    .select(['environment_id', 'id', 'content'])
    .where('content', 'is not', null)
    .$narrowType<{ content: string }>();
  if (after) {
    query = query.where((eb) =>
      eb(eb.refTuple('environment_id', 'id'), '>', eb.tuple(after.environment_id, after.id)),
    );
  }
  return executor.all(query.orderBy('environment_id').orderBy('id').limit(limit));
}

/** Nothing is written where the content was wiped or sealed anew meanwhile. */
export const replaceContent = (
  executor: Executor,
  before: Sealed,
  content: string,
): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('messages')
      .set({ content })
      .where('environment_id', '=', before.environment_id)
      .where('id', '=', before.id)
      .where('content', '=', before.content),
  );
