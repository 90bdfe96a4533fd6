import type { Executor } from '../../platform/db/executor.ts';
import type { MessageTable } from '../../platform/db/schema.ts';

type Columns = Omit<MessageTable, 'content'>;

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
  return executor.all(
    (status === undefined ? all : all.where('m.status', '=', status)).limit(limit),
  );
};

export const findMessage = (executor: Executor, id: string): Promise<MessageRow | undefined> =>
  executor.first(select(executor).where('m.id', '=', id));

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
    .where('status', '=', 'failed')
    .where('content', 'is not', null)
    .where('expires_at', '>', now)
    .returning('id');
  const rows = await executor.all(ids === 'all' ? failed : failed.where('id', 'in', [...ids]));
  return rows.map(({ id }) => id);
};

/** Messages that wait for a provider which is not configured any more. */
export const failForgotten = (executor: Executor, before: number): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('messages')
      .set({ status: 'failed', last_error: 'expired unsent' })
      .where('status', '=', 'queued')
      .where('expires_at', '<=', before),
  );

/** What failed LIVE messages said, once their code or link is dead. */
export const wipeDeadContents = (executor: Executor, now: number): Promise<number> =>
  executor.affected(
    executor.q
      .updateTable('messages')
      .set({ content: null })
      .where('status', '=', 'failed')
      .where('content', 'is not', null)
      .where('expires_at', '<=', now)
      .where('environment_id', 'in', (eb) =>
        eb.selectFrom('environments').select('id').where('type', '=', 'LIVE'),
      ),
  );
