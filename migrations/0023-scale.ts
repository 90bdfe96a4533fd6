import type { Migration } from '../src/platform/db/migrator.ts';

/** Ways to rows that were looked for among all others before. */
export const scale: Migration = {
  name: '0023-scale',
  async up({ raw }) {
    // The inbox of one recipient in the order of ids; the index before ordered by another column.
    await raw(`create index messages_inbox on messages (environment_id, recipient, id)
      where content is not null`);
    await raw('drop index messages_recipient');
    // What the periodic tasks wipe, and nothing that they have wiped before.
    await raw(`create index messages_legible on messages (environment_id, expires_at)
      where status = 'failed' and content is not null`);
    await raw(`create index oauth_tokens_waiting on oauth_tokens (expires_at)
      where provider_values is not null`);
  },
};
