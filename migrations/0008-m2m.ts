import type { Migration, MigrationContext } from '../src/platform/db/migrator.ts';

/** Clients without a user, and tokens that were taken back before they expired. */
export const m2m: Migration = {
  name: '0008-m2m',
  async up(context) {
    await createClients(context);
    await createRevokedTokens(context);
  },
};

async function createClients({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('m2m_clients')
      .addColumn('environment_id', type.uuid, (c) =>
        c.notNull().references('environments.id').onDelete('cascade'),
      )
      .addColumn('client_id', 'text', (c) => c.notNull())
      .addColumn('client_name', 'text', (c) => c.notNull())
      .addColumn('client_description', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('scopes', 'text', (c) => c.notNull())
      .addColumn('trusted_metadata', 'text', (c) => c.notNull())
      .addColumn('secret_hash', 'text', (c) => c.notNull())
      .addColumn('secret_last_four', 'text', (c) => c.notNull())
      .addColumn('next_secret_hash', 'text')
      .addColumn('next_secret_last_four', 'text')
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('m2m_clients_pk', ['environment_id', 'client_id']),
  );
  // Calls that name no project find it by the client.
  await raw('create index m2m_clients_client_id on m2m_clients (client_id)');
  await raw(`create index m2m_clients_created_at on m2m_clients
    (environment_id, created_at, client_id)`);
  await raw(`create index m2m_clients_client_name on m2m_clients
    (environment_id, client_name)`);
  // What the search by scope walks; the list on the client keeps the order they were given in.
  await run(
    schema
      .createTable('m2m_client_scopes')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('scope', 'text', (c) => c.notNull())
      .addColumn('client_id', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('m2m_client_scopes_pk', ['environment_id', 'scope', 'client_id'])
      .addForeignKeyConstraint(
        'm2m_client_scopes_client',
        ['environment_id', 'client_id'],
        'm2m_clients',
        ['environment_id', 'client_id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await raw(`create index m2m_client_scopes_client on m2m_client_scopes
    (environment_id, client_id)`);
}

async function createRevokedTokens({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('revoked_tokens')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('revoked_tokens_pk', ['environment_id', 'token_hash']),
  );
  await raw('create index revoked_tokens_expires_at on revoked_tokens (expires_at)');
}
