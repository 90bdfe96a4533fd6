import type { Migration } from '../src/platform/db/migrator.ts';

/** What ID tokens of apps tell besides: when the user had logged in, and claims of a template. */
export const idTokenClaims: Migration = {
  name: '0019-id-token-claims',
  async up({ schema, type, run }) {
    await run(
      schema.alterTable('connected_app_authorizations').addColumn('authenticated_at', type.instant),
    );
    await run(
      schema
        .alterTable('connected_apps')
        .addColumn('id_token_template_content', 'text', (c) => c.notNull().defaultTo('')),
    );
  },
};
