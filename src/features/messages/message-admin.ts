import { type Clock, HOUR, toTimestamp } from '../../platform/clock.ts';
import type { Database } from '../../platform/db/executor.ts';
import type { MessageTable } from '../../platform/db/schema.ts';
import { wireId } from '../../platform/ids.ts';
import { maskRecipient } from './mask-recipient.ts';
import * as store from './message-admin.store.ts';

/** A message as an operator sees it: no text, no code, no whole address. */
export interface MessageSummary {
  id: string;
  project_id: string;
  channel: MessageTable['channel'];
  kind: string;
  to: string;
  status: MessageTable['status'];
  attempts: number;
  last_error: string | null;
  created_at: string;
  next_attempt_at: string | null;
  expires_at: string | null;
  /** Whether `resend` can still do something for it. */
  can_be_resent: boolean;
}

export interface MessageAdmin {
  /** Newest first, of all environments. */
  list(filter: {
    status?: MessageTable['status'] | undefined;
    limit: number;
  }): Promise<MessageSummary[]>;
  /** Of all environments, waiting to be delivered. */
  countQueued(): Promise<number>;
  show(id: string): Promise<MessageSummary | undefined>;
  /** Queues failed messages anew; answers the ids of those that could be. */
  resend(ids: readonly string[] | 'all'): Promise<string[]>;
  /** Forgets what failed messages said once it is of no more use. */
  wipeDead(): Promise<number>;
}

/** For the command line and for maintenance: across all environments. */
export function createMessageAdmin(database: Database, clock: Clock): MessageAdmin {
  const summary = (row: store.MessageRow): MessageSummary => {
    const timestamp = (at: number | null) => (at === null ? null : toTimestamp(at));
    const kind = row.environment_type === 'LIVE' ? 'live' : 'test';
    return {
      id: row.id,
      project_id: wireId('project', kind, row.environment_id),
      channel: row.channel,
      kind: row.kind,
      to: maskRecipient(row.recipient),
      status: row.status,
      attempts: row.attempts,
      last_error: row.last_error,
      created_at: toTimestamp(row.created_at),
      next_attempt_at: row.status === 'queued' ? toTimestamp(row.due_at) : null,
      expires_at: timestamp(row.expires_at),
      can_be_resent:
        row.status === 'failed' && row.has_content === 1 && (row.expires_at ?? 0) > clock.now(),
    };
  };

  return {
    countQueued: () => store.countQueued(database),

    list: async (filter) => (await store.listMessages(database, filter)).map(summary),
    async show(id) {
      const row = await store.findMessage(database, id);
      return row && summary(row);
    },
    resend: (ids) => store.requeueMessages(database, ids, clock.now()),
    async wipeDead() {
      const now = clock.now();
      // Whoever could still deliver one would have given it up before.
      await store.failForgotten(database, now - HOUR);
      return store.wipeDeadContents(database, now);
    },
  };
}
