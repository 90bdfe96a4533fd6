import { type SelectQueryBuilder, sql } from 'kysely';
import type { Executor } from '../../platform/db/executor.ts';
import { inBatches } from '../../platform/db/in-batches.ts';
import type { MessageTable, Schema } from '../../platform/db/schema.ts';

type Columns = Omit<MessageTable, 'content' | 'code_factor_id'>;

/** What an operator may see of a message: everything but what it says. */
export interface MessageRow extends Columns {
  environment_type: 'TEST' | 'LIVE';
  has_content: 0 | 1;
}

const select = (executor: Executor) =>
  executor.q
    .selectFrom('messages as m')
    .innerJoin('environments as e', 'e.id', 'm.environment_id')
    .select(['m.environment_id', 'm.id', 'm.channel', 'm.kind', 'm.recipient', 'm.status'])
    .select(['m.attempts', 'm.due_at', 'm.last_error', 'm.created_at', 'm.expires_at'])
    .select('e.type as environment_type')
    .select((eb) =>
      eb
        .case()
        .when('m.content', 'is', null)
        .then(eb.lit(0))
        .else(eb.lit(1))
        .end()
        .$castTo<0 | 1>()
        .as('has_content'),
    );

/**
 * A literal: with a parameter no planner can tell that an index of these messages alone will do.
 */
const hasStatus = (status: MessageTable['status']) => sql<boolean>`status = ${sql.lit(status)}`;

/** Along the partial index of what is queued, which is short. */
export async function countQueued(executor: Executor): Promise<number> {
  // A literal: with a parameter the planner cannot tell that the index will do.
  const { rows } = await executor.run<{ count: number }>(
    "select count(*) as count from messages where status = 'queued'",
    [],
  );
  return rows[0]?.count ?? 0;
}

/** Newest first, of all environments. */
export const listMessages = (
  executor: Executor,
  filter: { status?: MessageTable['status'] | undefined; limit: number },
): Promise<MessageRow[]> => {
  const all = select(executor).orderBy('m.created_at', 'desc').orderBy('m.id', 'desc');
  const { status, limit } = filter;
  return executor.all((status === undefined ? all : all.where(hasStatus(status))).limit(limit));
};

export const findMessage = (executor: Executor, id: string): Promise<MessageRow | undefined> =>
  executor.first(
    select(executor)
      .where('m.id', '=', id)
      // The key begins with the environment, and there are few.
      .where('m.environment_id', 'in', (eb) => eb.selectFrom('environments').select('id')),
  );

/** Queues failed messages anew whose code or link is still alive; answers their ids. */
export const requeueMessages = async (
  executor: Executor,
  ids: readonly string[] | 'all',
  now: number,
): Promise<string[]> => {
  if (ids.length === 0) return [];
  const failed = executor.q
    .updateTable('messages')
    .set({ status: 'queued', attempts: 0, due_at: now })
    .where(hasStatus('failed'))
    .where('content', 'is not', null)
    .where('expires_at', '>', now)
    .returning('id');
  const rows = await executor.all(ids === 'all' ? failed : failed.where('id', 'in', [...ids]));
  return rows.map(({ id }) => id);
};

type Found = SelectQueryBuilder<Schema, 'messages', Pick<MessageTable, 'environment_id' | 'id'>>;

/** Changes messages that a query finds, some at a time; they must not be found once changed. */
const changeInBatches = (
  executor: Executor,
  changes: Partial<MessageTable>,
  found: Found,
): Promise<number> =>
  inBatches(executor.engine, (limit) =>
    executor.affected(
      executor.q
        .updateTable('messages')
        .set(changes)
        .where((eb) =>
          eb(
            eb.refTuple('environment_id', 'id'),
            'in',
            found.limit(sql.lit(limit)).$asTuple('environment_id', 'id'),
          ),
        ),
    ),
  );

/** Messages that wait for a provider which is not configured any more. */
export const failForgotten = (executor: Executor, before: number): Promise<number> =>
  changeInBatches(
    executor,
    { status: 'failed', last_error: 'expired unsent' },
    executor.q
      .selectFrom('messages')
      .select(['environment_id', 'id'])
      .where(hasStatus('queued'))
      .where('expires_at', '<=', before)
      .orderBy('due_at'),
  );

/** What failed LIVE messages said, once their code or link is dead. Index messages_legible. */
export const wipeDeadContents = (executor: Executor, now: number): Promise<number> =>
  changeInBatches(
    executor,
    { content: null },
    executor.q
      .selectFrom('messages')
      .select(['environment_id', 'id'])
      .where(hasStatus('failed'))
      .where('content', 'is not', null)
      .where('expires_at', '<=', now)
      .where('environment_id', 'in', (eb) =>
        eb.selectFrom('environments').select('id').where('type', '=', 'LIVE'),
      ),
  );
