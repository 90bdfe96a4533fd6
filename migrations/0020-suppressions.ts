import type { Migration } from '../src/platform/db/migrator.ts';

/** Recipients that nothing is sent to any more, and which code a queued message carries. */
export const suppressions: Migration = {
  name: '0020-suppressions',
  async up({ schema, type, run }) {
    await run(
      schema
        .createTable('suppressions')
        .addColumn('environment_id', type.uuid, (c) =>
          c.notNull().references('environments.id').onDelete('cascade'),
        )
        .addColumn('channel', 'text', (c) => c.notNull())
        .addColumn('recipient', 'text', (c) => c.notNull())
        .addColumn('created_at', type.instant, (c) => c.notNull())
        .addPrimaryKeyConstraint('suppressions_pk', ['environment_id', 'channel', 'recipient']),
    );
    // A START of Twilio and an operator name the recipient, not the environment.
    await run(
      schema
        .createIndex('suppressions_recipient')
        .on('suppressions')
        .columns(['recipient', 'channel']),
    );
    await run(
      schema.createIndex('suppressions_created_at').on('suppressions').columns(['created_at']),
    );
    // Null in rows of the version before: such a code or message is tied to nothing.
    await run(schema.alterTable('messages').addColumn('code_factor_id', type.uuid));
    await run(schema.alterTable('one_time_codes').addColumn('message_id', type.uuid));
  },
};
