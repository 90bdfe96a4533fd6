import type { Migration } from '../src/platform/db/migrator.ts';

/** Tokens by which an operator logs in as a user, once. */
export const impersonation: Migration = {
  name: '0012-impersonation',
  async up({ schema, type, run, raw }) {
    await run(
      schema
        .createTable('impersonation_tokens')
        .addColumn('environment_id', type.uuid, (c) => c.notNull())
        .addColumn('token_hash', 'text', (c) => c.notNull())
        .addColumn('user_id', type.uuid, (c) => c.notNull())
        .addColumn('impersonator_id', 'text', (c) => c.notNull())
        .addColumn('impersonator_email_address', 'text', (c) => c.notNull())
        .addColumn('reason', 'text', (c) => c.notNull())
        .addColumn('created_at', type.instant, (c) => c.notNull())
        .addColumn('expires_at', type.instant, (c) => c.notNull())
        .addPrimaryKeyConstraint('impersonation_tokens_pk', ['environment_id', 'token_hash'])
        .addForeignKeyConstraint(
          'impersonation_tokens_user',
          ['environment_id', 'user_id'],
          'users',
          ['environment_id', 'id'],
          (c) => c.onDelete('cascade'),
        ),
    );
    await raw(
      'create index impersonation_tokens_user on impersonation_tokens (environment_id, user_id)',
    );
    await raw('create index impersonation_tokens_expires_at on impersonation_tokens (expires_at)');
  },
};
