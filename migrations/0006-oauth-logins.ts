import type { Migration, MigrationContext } from '../src/platform/db/migrator.ts';

/** Logins through other providers: flows under way, and the tokens that apps finish them with. */
export const oauthLogins: Migration = {
  name: '0006-oauth-logins',
  async up(context) {
    // A callback names its environment by this id alone.
    await context.raw(
      'create unique index environments_oauth_callback_id on environments (oauth_callback_id)',
    );
    await createFlows(context);
    await createTokens(context);
    await createAttachTokens(context);
    await createStandInCodes(context);
  },
};

async function createFlows({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('oauth_flows')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('state_hash', 'text', (c) => c.notNull())
      .addColumn('browser_hash', 'text', (c) => c.notNull())
      .addColumn('provider', 'text', (c) => c.notNull())
      .addColumn('login_redirect_url', 'text', (c) => c.notNull())
      .addColumn('signup_redirect_url', 'text', (c) => c.notNull())
      .addColumn('custom_scopes', 'text', (c) => c.notNull())
      .addColumn('code_challenge', 'text')
      .addColumn('attach_user_id', type.uuid)
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addColumn('used_at', type.instant)
      .addPrimaryKeyConstraint('oauth_flows_pk', ['environment_id', 'state_hash'])
      .addForeignKeyConstraint(
        'oauth_flows_attach_user',
        ['environment_id', 'attach_user_id'],
        'users',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await raw(`create index oauth_flows_attach_user on oauth_flows (environment_id, attach_user_id)
    where attach_user_id is not null`);
  await raw('create index oauth_flows_expires_at on oauth_flows (expires_at)');
}

async function createTokens({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('oauth_tokens')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull())
      .addColumn('user_id', type.uuid, (c) => c.notNull())
      .addColumn('factor_id', type.uuid, (c) => c.notNull())
      .addColumn('email_factor_id', type.uuid)
      .addColumn('code_challenge', 'text')
      .addColumn('provider_values', 'text')
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('oauth_tokens_pk', ['environment_id', 'token_hash'])
      // A registration that is deleted takes its logins with it.
      .addForeignKeyConstraint(
        'oauth_tokens_factor',
        ['environment_id', 'factor_id'],
        'factors',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await raw('create index oauth_tokens_factor on oauth_tokens (environment_id, factor_id)');
  await raw('create index oauth_tokens_expires_at on oauth_tokens (expires_at)');
}

async function createAttachTokens({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('oauth_attach_tokens')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('token_hash', 'text', (c) => c.notNull())
      .addColumn('user_id', type.uuid, (c) => c.notNull())
      .addColumn('provider', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('oauth_attach_tokens_pk', ['environment_id', 'token_hash'])
      .addForeignKeyConstraint(
        'oauth_attach_tokens_user',
        ['environment_id', 'user_id'],
        'users',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await raw(
    'create index oauth_attach_tokens_user on oauth_attach_tokens (environment_id, user_id)',
  );
  await raw('create index oauth_attach_tokens_expires_at on oauth_attach_tokens (expires_at)');
}

async function createStandInCodes({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('oauth_stand_in_codes')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('code_hash', 'text', (c) => c.notNull())
      .addColumn('login', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('oauth_stand_in_codes_pk', ['environment_id', 'code_hash']),
  );
  await raw('create index oauth_stand_in_codes_expires_at on oauth_stand_in_codes (expires_at)');
}
