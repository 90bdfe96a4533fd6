import type { CreateTableBuilder } from 'kysely';
import type { Migration, MigrationContext } from '../src/platform/db/migrator.ts';

/** Workspace, projects, environments with their keys; users, factors, sessions; magic links; mail. */
export const foundation: Migration = {
  name: '0001-foundation',
  async up(context) {
    await createTenancy(context);
    await createUsers(context);
    await createSessions(context);
    await createMessages(context);
  },
};

async function createTenancy({ schema, type, run }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('workspaces')
      .addColumn('id', type.uuid, (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull()),
  );
  await run(
    schema
      .createTable('workspace_keys')
      .addColumn('id', type.uuid, (c) => c.primaryKey())
      .addColumn('workspace_id', type.uuid, (c) =>
        c.notNull().references('workspaces.id').onDelete('cascade'),
      )
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('secret_hash', 'text', (c) => c.notNull())
      .addColumn('last_four', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull()),
  );
  await run(
    schema
      .createTable('projects')
      .addColumn('id', type.uuid, (c) => c.primaryKey())
      .addColumn('workspace_id', type.uuid, (c) =>
        c.notNull().references('workspaces.id').onDelete('cascade'),
      )
      .addColumn('slug', 'text', (c) => c.notNull().unique())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('vertical', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull()),
  );
  await run(
    schema
      .createTable('environments')
      .addColumn('id', type.uuid, (c) => c.primaryKey())
      .addColumn('project_id', type.uuid, (c) =>
        c.notNull().references('projects.id').onDelete('cascade'),
      )
      .addColumn('slug', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('type', 'text', (c) => c.notNull())
      .addColumn('version', type.instant, (c) => c.notNull())
      .addColumn('settings', 'text', (c) => c.notNull())
      .addColumn('clock_offset', type.instant, (c) => c.notNull())
      .addColumn('oauth_callback_id', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addUniqueConstraint('environments_slug', ['project_id', 'slug']),
  );
  await run(
    schema
      .createTable('secrets')
      .addColumn('environment_id', type.uuid, (c) =>
        c.notNull().references('environments.id').onDelete('cascade'),
      )
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('secret_hash', 'text', (c) => c.notNull())
      .addColumn('last_four', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('used_at', type.instant)
      .addPrimaryKeyConstraint('secrets_pk', ['environment_id', 'id']),
  );
  await run(
    schema
      .createTable('public_tokens')
      .addColumn('environment_id', type.uuid, (c) =>
        c.notNull().references('environments.id').onDelete('cascade'),
      )
      .addColumn('id', type.uuid, (c) => c.notNull().unique())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('public_tokens_pk', ['environment_id', 'id']),
  );
  await run(
    schema
      .createTable('redirect_urls')
      .addColumn('environment_id', type.uuid, (c) =>
        c.notNull().references('environments.id').onDelete('cascade'),
      )
      .addColumn('url', 'text', (c) => c.notNull())
      .addColumn('valid_types', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('redirect_urls_pk', ['environment_id', 'url']),
  );
  await run(
    schema
      .createTable('signing_keys')
      .addColumn('environment_id', type.uuid, (c) =>
        c.notNull().references('environments.id').onDelete('cascade'),
      )
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('private_key', 'text', (c) => c.notNull())
      .addColumn('public_jwk', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('signs_from', type.instant, (c) => c.notNull())
      .addColumn('listed_until', type.instant)
      .addPrimaryKeyConstraint('signing_keys_pk', ['environment_id', 'id']),
  );
  await run(
    schema
      .createTable('periodic_tasks')
      .addColumn('name', 'text', (c) => c.primaryKey())
      .addColumn('due_at', type.instant, (c) => c.notNull()),
  );
}

/**
 * On SQLite the fuzzy index points at a row by number, so the number must be a column: VACUUM
 * renumbers rows that have none.
 */
function createNumberedTable({ engine, schema }: MigrationContext, name: string) {
  const table: CreateTableBuilder<string, string> = schema.createTable(name);
  return engine === 'sqlite'
    ? table
        .addColumn('row_number', 'integer', (c) => c.primaryKey())
        .addUniqueConstraint(`${name}_pk`, ['environment_id', 'id'])
    : table.addPrimaryKeyConstraint(`${name}_pk`, ['environment_id', 'id']);
}

async function createUsers(context: MigrationContext): Promise<void> {
  const { engine, schema, type, run, raw } = context;
  await run(
    // No foreign key to the environment, here and on messages: checking it would lock that one
    // row in every insert of the whole tenant. Deleting an environment deletes these by name.
    createNumberedTable(context, 'users')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('first_name', 'text', (c) => c.notNull())
      .addColumn('middle_name', 'text', (c) => c.notNull())
      .addColumn('last_name', 'text', (c) => c.notNull())
      .addColumn('name_search', 'text', (c) => c.notNull())
      .addColumn('external_id', 'text')
      .addColumn('trusted_metadata', 'text', (c) => c.notNull())
      .addColumn('untrusted_metadata', 'text', (c) => c.notNull())
      .addColumn('roles', 'text', (c) => c.notNull())
      .addColumn('attributes', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('lock_created_at', type.instant)
      .addColumn('lock_expires_at', type.instant)
      .addColumn('failed_attempts', 'integer', (c) => c.notNull().defaultTo(0)),
  );
  await run(
    schema
      .createIndex('users_external_id')
      .on('users')
      .columns(['environment_id', 'external_id'])
      .unique()
      .where('external_id' as never, 'is not', null),
  );
  await run(
    schema
      .createIndex('users_created_at')
      .on('users')
      .columns(['environment_id', 'created_at', 'id']),
  );
  // Pending users are the few; the active ones are found through users_created_at.
  await raw(
    "create index users_pending on users (environment_id, created_at, id) where status = 'pending'",
  );
  await run(
    createNumberedTable(context, 'factors')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('user_id', type.uuid, (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('identifier', 'text', (c) => c.notNull())
      .addColumn('realm', 'text', (c) => c.notNull())
      .addColumn('verified', type.flag, (c) => c.notNull())
      .addColumn('data', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant)
      .addForeignKeyConstraint(
        'factors_user',
        ['environment_id', 'user_id'],
        'users',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await run(
    schema.createIndex('factors_user_id').on('factors').columns(['environment_id', 'user_id']),
  );
  await run(
    schema
      .createIndex('factors_identifier')
      .on('factors')
      .columns(['environment_id', 'kind', 'identifier'])
      .unique(),
  );
  await raw(
    "create index factors_realm on factors (environment_id, kind, realm) where realm <> ''",
  );
  // Whose factor of a kind is verified, or not: answered by the index alone.
  await raw('create index factors_verified on factors (environment_id, kind, verified, user_id)');
  await raw('create index factors_expires_at on factors (expires_at) where expires_at is not null');
  await createFuzzyIndexes(engine, raw);
}

/** Trigrams make a substring search use an index: pg_trgm there, the FTS5 tokenizer here. */
async function createFuzzyIndexes(
  engine: MigrationContext['engine'],
  raw: MigrationContext['raw'],
): Promise<void> {
  if (engine === 'postgres') {
    await raw('create extension if not exists pg_trgm');
    await raw(
      "create index users_name_trigram on users using gin (name_search gin_trgm_ops) where name_search <> ''",
    );
    for (const kind of ['email', 'phone_number']) {
      await raw(
        `create index factors_${kind}_trigram on factors using gin (identifier gin_trgm_ops) where kind = '${kind}'`,
      );
    }
    return;
  }
  await raw(
    "create virtual table users_fuzzy using fts5(name_search, content='', contentless_delete=1, tokenize='trigram', detail='full')",
  );
  await raw(
    "create virtual table factors_fuzzy using fts5(identifier, content='', contentless_delete=1, tokenize='trigram', detail='full')",
  );
  const named = "new.name_search <> ''";
  await raw(`create trigger users_fuzzy_insert after insert on users when ${named} begin
    insert into users_fuzzy (rowid, name_search) values (new.rowid, new.name_search); end`);
  await raw(`create trigger users_fuzzy_update after update of name_search on users
    when new.name_search <> old.name_search begin
    delete from users_fuzzy where rowid = old.rowid;
    insert into users_fuzzy (rowid, name_search) values (new.rowid, new.name_search); end`);
  await raw(`create trigger users_fuzzy_delete after delete on users begin
    delete from users_fuzzy where rowid = old.rowid; end`);
  const searchable = "kind in ('email', 'phone_number')";
  await raw(`create trigger factors_fuzzy_insert after insert on factors
    when new.${searchable} begin
    insert into factors_fuzzy (rowid, identifier) values (new.rowid, new.identifier); end`);
  await raw(`create trigger factors_fuzzy_delete after delete on factors
    when old.${searchable} begin
    delete from factors_fuzzy where rowid = old.rowid; end`);
}

async function createSessions({ schema, type, run }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('sessions')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('user_id', type.uuid, (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull())
      .addColumn('started_at', type.instant, (c) => c.notNull())
      .addColumn('last_accessed_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addColumn('attributes', 'text', (c) => c.notNull())
      .addColumn('authentication_factors', 'text', (c) => c.notNull())
      .addColumn('custom_claims', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('sessions_pk', ['environment_id', 'id'])
      .addForeignKeyConstraint(
        'sessions_user',
        ['environment_id', 'user_id'],
        'users',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await run(
    schema
      .createIndex('sessions_token_hash')
      .on('sessions')
      .columns(['environment_id', 'token_hash'])
      .unique(),
  );
  await run(
    schema.createIndex('sessions_user_id').on('sessions').columns(['environment_id', 'user_id']),
  );
  await run(schema.createIndex('sessions_expires_at').on('sessions').columns(['expires_at']));
  await run(
    schema
      .createTable('magic_links')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('user_id', type.uuid, (c) => c.notNull())
      .addColumn('factor_id', type.uuid)
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('redirect_url', 'text')
      .addColumn('code_challenge', 'text')
      .addColumn('ip_address', 'text', (c) => c.notNull())
      .addColumn('user_agent', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addColumn('used_at', type.instant)
      .addPrimaryKeyConstraint('magic_links_pk', ['environment_id', 'token_hash'])
      .addForeignKeyConstraint(
        'magic_links_user',
        ['environment_id', 'user_id'],
        'users',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await run(
    schema
      .createIndex('magic_links_user_id')
      .on('magic_links')
      .columns(['environment_id', 'user_id']),
  );
  await run(schema.createIndex('magic_links_expires_at').on('magic_links').columns(['expires_at']));
}

async function createMessages({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('messages')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('channel', 'text', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('recipient', 'text', (c) => c.notNull())
      .addColumn('content', 'text')
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('due_at', type.instant, (c) => c.notNull())
      .addColumn('last_error', 'text')
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('messages_pk', ['environment_id', 'id']),
  );
  await raw("create index messages_queued on messages (due_at) where status = 'queued'");
  await raw(
    'create index messages_recipient on messages (environment_id, recipient, created_at, id)',
  );
  await raw('create index messages_created_at on messages (created_at)');
}
