import type { Migration, MigrationContext } from '../src/platform/db/migrator.ts';

/** Connected Apps, what users granted to them, and the tokens that hang on it. */
export const connectedApps: Migration = {
  name: '0013-connected-apps',
  async up(context) {
    await createApps(context);
    await createGrants(context);
    await createAuthorizations(context);
    await createTokenUses(context);
    await createSessionTokens(context);
  },
};

async function createApps({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('connected_apps')
      .addColumn('environment_id', type.uuid, (c) =>
        c.notNull().references('environments.id').onDelete('cascade'),
      )
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('client_type', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('description', 'text', (c) => c.notNull())
      .addColumn('logo_url', 'text', (c) => c.notNull())
      .addColumn('redirect_urls', 'text', (c) => c.notNull())
      .addColumn('post_logout_redirect_urls', 'text', (c) => c.notNull())
      .addColumn('full_access_allowed', type.flag, (c) => c.notNull())
      .addColumn('bypass_consent_for_offline_access', type.flag, (c) => c.notNull())
      .addColumn('access_token_expiry_minutes', 'integer', (c) => c.notNull())
      .addColumn('access_token_custom_audience', 'text', (c) => c.notNull())
      .addColumn('access_token_template_content', 'text', (c) => c.notNull())
      .addColumn('secret_hash', 'text')
      .addColumn('secret_last_four', 'text')
      .addColumn('next_secret_hash', 'text')
      .addColumn('next_secret_last_four', 'text')
      .addColumn('creation_method', 'text', (c) => c.notNull())
      .addColumn('registration_hash', 'text')
      .addColumn('client_id_metadata_url', 'text')
      .addColumn('metadata_fresh_until', type.instant)
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant)
      .addPrimaryKeyConstraint('connected_apps_pk', ['environment_id', 'id']),
  );
  await raw(`create unique index connected_apps_registration on connected_apps
    (environment_id, registration_hash) where registration_hash is not null`);
  await raw(`create unique index connected_apps_metadata_url on connected_apps
    (environment_id, client_id_metadata_url) where client_id_metadata_url is not null`);
  await raw(
    'create index connected_apps_expires_at on connected_apps (expires_at) where expires_at is not null',
  );
  // A call to an address without a project names its project by the client.
  await raw('create index connected_apps_id on connected_apps (id)');
  await raw(`create index connected_apps_any_metadata_url on connected_apps
    (client_id_metadata_url) where client_id_metadata_url is not null`);
}

async function createGrants({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('connected_app_grants')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('user_id', type.uuid, (c) => c.notNull())
      .addColumn('client_id', type.uuid, (c) => c.notNull())
      .addColumn('scopes', 'text', (c) => c.notNull())
      .addColumn('granted_at', type.instant, (c) => c.notNull())
      .addColumn('revoked_at', type.instant)
      .addPrimaryKeyConstraint('connected_app_grants_pk', [
        'environment_id',
        'user_id',
        'client_id',
      ])
      .addForeignKeyConstraint(
        'connected_app_grants_user',
        ['environment_id', 'user_id'],
        'users',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      )
      .addForeignKeyConstraint(
        'connected_app_grants_client',
        ['environment_id', 'client_id'],
        'connected_apps',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await raw(
    'create index connected_app_grants_client on connected_app_grants (environment_id, client_id)',
  );
}

async function createAuthorizations({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('connected_app_authorizations')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('user_id', type.uuid, (c) => c.notNull())
      .addColumn('client_id', type.uuid, (c) => c.notNull())
      .addColumn('session_id', type.uuid)
      .addColumn('scopes', 'text', (c) => c.notNull())
      .addColumn('resources', 'text', (c) => c.notNull())
      .addColumn('redirect_uri', 'text', (c) => c.notNull())
      .addColumn('nonce', 'text')
      .addColumn('code_challenge', 'text')
      .addColumn('code_hash', 'text', (c) => c.notNull())
      .addColumn('code_expires_at', type.instant, (c) => c.notNull())
      .addColumn('code_used_at', type.instant)
      .addColumn('refresh_hash', 'text')
      .addColumn('refresh_previous_hash', 'text')
      .addColumn('refreshed_at', type.instant)
      .addColumn('refresh_expires_at', type.instant)
      .addColumn('revoked_at', type.instant)
      .addColumn('revoked_by', 'text')
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('connected_app_authorizations_pk', ['environment_id', 'id'])
      .addForeignKeyConstraint(
        'connected_app_authorizations_user',
        ['environment_id', 'user_id'],
        'users',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      )
      .addForeignKeyConstraint(
        'connected_app_authorizations_client',
        ['environment_id', 'client_id'],
        'connected_apps',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  // Both foreign keys look rows up here; what a user granted to an app is revoked by it.
  await raw(`create index connected_app_authorizations_user on connected_app_authorizations
    (environment_id, user_id, client_id)`);
  await raw(`create index connected_app_authorizations_client on connected_app_authorizations
    (environment_id, client_id)`);
  await raw(`create index connected_app_authorizations_expires_at on connected_app_authorizations
    (expires_at)`);
}

async function createTokenUses({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('access_token_uses')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('authorization_id', type.uuid, (c) => c.notNull())
      .addColumn('jti', 'text', (c) => c.notNull())
      .addColumn('use', 'text', (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('access_token_uses_pk', [
        'environment_id',
        'authorization_id',
        'jti',
        'use',
      ])
      .addForeignKeyConstraint(
        'access_token_uses_authorization',
        ['environment_id', 'authorization_id'],
        'connected_app_authorizations',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await raw('create index access_token_uses_expires_at on access_token_uses (expires_at)');
}

/** A session has the token it was started with, and one more for each exchange into it. */
async function createSessionTokens({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('session_tokens')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull())
      .addColumn('session_id', type.uuid, (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('session_tokens_pk', ['environment_id', 'token_hash'])
      .addForeignKeyConstraint(
        'session_tokens_session',
        ['environment_id', 'session_id'],
        'sessions',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await raw('create index session_tokens_session on session_tokens (environment_id, session_id)');
}
