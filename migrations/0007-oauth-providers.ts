import type { Migration } from '../src/platform/db/migrator.ts';

/** What environments have entered for OAuth providers. */
export const oauthProviders: Migration = {
  name: '0007-oauth-providers',
  async up({ schema, type, run }) {
    await run(
      schema
        .createTable('oauth_providers')
        .addColumn('environment_id', type.uuid, (c) =>
          c.notNull().references('environments.id').onDelete('cascade'),
        )
        .addColumn('provider', 'text', (c) => c.notNull())
        .addColumn('client_id', 'text', (c) => c.notNull())
        .addColumn('secret', 'text')
        .addColumn('options', 'text', (c) => c.notNull())
        .addColumn('created_at', type.instant, (c) => c.notNull())
        .addColumn('updated_at', type.instant, (c) => c.notNull())
        .addPrimaryKeyConstraint('oauth_providers_pk', ['environment_id', 'provider']),
    );
  },
};
