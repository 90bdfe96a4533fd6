import type { Migration } from '../src/platform/db/migrator.ts';

/** Rate limits, one-time passcodes, expiry of messages, unlock links and email templates. */
export const messaging: Migration = {
  name: '0002-messaging',
  async up({ schema, type, run, raw }) {
    await run(
      schema
        .createTable('rate_limits')
        .addColumn('environment_id', type.uuid, (c) => c.notNull())
        .addColumn('bucket', 'text', (c) => c.notNull())
        .addColumn('window_start', type.instant, (c) => c.notNull())
        .addColumn('count', type.instant, (c) => c.notNull())
        .addPrimaryKeyConstraint('rate_limits_pk', ['environment_id', 'bucket']),
    );
    await run(
      schema.createIndex('rate_limits_window_start').on('rate_limits').columns(['window_start']),
    );
    await run(
      schema
        .createTable('one_time_codes')
        .addColumn('environment_id', type.uuid, (c) => c.notNull())
        .addColumn('factor_id', type.uuid, (c) => c.notNull())
        .addColumn('user_id', type.uuid, (c) => c.notNull())
        .addColumn('channel', 'text', (c) => c.notNull())
        .addColumn('code_mac', 'text', (c) => c.notNull())
        .addColumn('ip_address', 'text', (c) => c.notNull())
        .addColumn('user_agent', 'text', (c) => c.notNull())
        .addColumn('created_at', type.instant, (c) => c.notNull())
        .addColumn('expires_at', type.instant, (c) => c.notNull())
        .addColumn('used_at', type.instant)
        .addColumn('attempts', 'integer', (c) => c.notNull())
        .addPrimaryKeyConstraint('one_time_codes_pk', ['environment_id', 'factor_id'])
        .addForeignKeyConstraint(
          'one_time_codes_factor',
          ['environment_id', 'factor_id'],
          'factors',
          ['environment_id', 'id'],
          (c) => c.onDelete('cascade'),
        ),
    );
    await run(
      schema.createIndex('one_time_codes_expires_at').on('one_time_codes').columns(['expires_at']),
    );
    await run(schema.alterTable('messages').addColumn('expires_at', type.instant));
    await raw("create index messages_failed on messages (created_at, id) where status = 'failed'");
    await run(
      schema
        .createTable('unlock_links')
        .addColumn('environment_id', type.uuid, (c) => c.notNull())
        .addColumn('token_hash', 'text', (c) => c.notNull())
        .addColumn('user_id', type.uuid, (c) => c.notNull())
        .addColumn('created_at', type.instant, (c) => c.notNull())
        .addColumn('expires_at', type.instant, (c) => c.notNull())
        .addPrimaryKeyConstraint('unlock_links_pk', ['environment_id', 'token_hash'])
        .addForeignKeyConstraint(
          'unlock_links_user',
          ['environment_id', 'user_id'],
          'users',
          ['environment_id', 'id'],
          (c) => c.onDelete('cascade'),
        ),
    );
    await run(
      schema
        .createIndex('unlock_links_user_id')
        .on('unlock_links')
        .columns(['environment_id', 'user_id']),
    );
    await run(
      schema.createIndex('unlock_links_expires_at').on('unlock_links').columns(['expires_at']),
    );
    await run(
      schema
        .createTable('email_templates')
        .addColumn('project_id', type.uuid, (c) =>
          c.notNull().references('projects.id').onDelete('cascade'),
        )
        .addColumn('template_id', 'text', (c) => c.notNull())
        .addColumn('name', 'text', (c) => c.notNull())
        .addColumn('type', 'text', (c) => c.notNull())
        .addColumn('content', 'text', (c) => c.notNull())
        .addColumn('created_at', type.instant, (c) => c.notNull())
        .addPrimaryKeyConstraint('email_templates_pk', ['project_id', 'template_id']),
    );
    await run(
      schema
        .createTable('default_email_templates')
        .addColumn('project_id', type.uuid, (c) =>
          c.notNull().references('projects.id').onDelete('cascade'),
        )
        .addColumn('email_template_type', 'text', (c) => c.notNull())
        .addColumn('template_id', 'text', (c) => c.notNull())
        .addPrimaryKeyConstraint('default_email_templates_pk', [
          'project_id',
          'email_template_type',
        ])
        .addForeignKeyConstraint(
          'default_email_templates_template',
          ['project_id', 'template_id'],
          'email_templates',
          ['project_id', 'template_id'],
        ),
    );
  },
};
