import type { Migration, MigrationContext } from '../src/platform/db/migrator.ts';

/** Who holds roles, found without reading the others; trusted auth token profiles and their keys. */
export const policies: Migration = {
  name: '0010-policies',
  async up(context) {
    // Most users have no explicit role; those who have are read when a role is deleted.
    await context.raw("create index users_roles on users (environment_id, id) where roles <> '[]'");
    await createTrustedTokenProfiles(context);
  },
};

async function createTrustedTokenProfiles({ schema, type, run }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('trusted_token_profiles')
      .addColumn('environment_id', type.uuid, (c) =>
        c.notNull().references('environments.id').onDelete('cascade'),
      )
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('issuer', 'text', (c) => c.notNull())
      .addColumn('audience', 'text', (c) => c.notNull())
      .addColumn('public_key_type', 'text', (c) => c.notNull())
      .addColumn('jwks_url', 'text')
      .addColumn('attribute_mapping', 'text', (c) => c.notNull())
      .addColumn('can_jit_provision', type.flag, (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('trusted_token_profiles_pk', ['environment_id', 'id']),
  );
  await run(
    schema
      .createTable('trusted_token_pem_files')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('profile_id', type.uuid, (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('public_key', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('trusted_token_pem_files_pk', ['environment_id', 'profile_id', 'id'])
      .addForeignKeyConstraint(
        'trusted_token_pem_files_profile',
        ['environment_id', 'profile_id'],
        'trusted_token_profiles',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
}
