import type { Migration } from '../src/platform/db/migrator.ts';

/** Password hashes, and mailed links with a second way to go: those of reset mails. */
export const passwords: Migration = {
  name: '0003-passwords',
  async up({ schema, type, run }) {
    await run(
      schema
        .createTable('passwords')
        .addColumn('environment_id', type.uuid, (c) => c.notNull())
        .addColumn('factor_id', type.uuid, (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull())
        .addColumn('checked_as', 'text')
        .addColumn('created_at', type.instant, (c) => c.notNull())
        .addColumn('updated_at', type.instant, (c) => c.notNull())
        .addPrimaryKeyConstraint('passwords_pk', ['environment_id', 'factor_id'])
        .addForeignKeyConstraint(
          'passwords_factor',
          ['environment_id', 'factor_id'],
          'factors',
          ['environment_id', 'id'],
          (c) => c.onDelete('cascade'),
        ),
    );
    await run(schema.alterTable('magic_links').addColumn('login_redirect_url', 'text'));
  },
};
