import type { Migration, MigrationContext } from '../src/platform/db/migrator.ts';

/** Challenges of WebAuthn ceremonies, and the keys behind registrations. */
export const webauthn: Migration = {
  name: '0005-webauthn',
  async up(context) {
    await createChallenges(context);
    await createCredentials(context);
  },
};

async function createChallenges({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('webauthn_challenges')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('challenge_hash', 'text', (c) => c.notNull())
      .addColumn('user_id', type.uuid)
      .addColumn('ceremony', 'text', (c) => c.notNull())
      .addColumn('domain', 'text', (c) => c.notNull())
      .addColumn('user_agent', 'text', (c) => c.notNull())
      .addColumn('authenticator_type', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('webauthn_challenges_pk', ['environment_id', 'challenge_hash'])
      .addForeignKeyConstraint(
        'webauthn_challenges_user',
        ['environment_id', 'user_id'],
        'users',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  // Starting a ceremony again replaces the pending one; those without a user stand side by side.
  await raw(`create unique index webauthn_challenges_pending on webauthn_challenges
    (environment_id, user_id, ceremony, domain) where user_id is not null`);
  await raw('create index webauthn_challenges_expires_at on webauthn_challenges (expires_at)');
}

async function createCredentials({ schema, type, run, raw }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('webauthn_credentials')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('factor_id', type.uuid, (c) => c.notNull())
      .addColumn('user_id', type.uuid, (c) => c.notNull())
      .addColumn('public_key', 'text', (c) => c.notNull())
      .addColumn('sign_count', type.instant, (c) => c.notNull())
      .addColumn('backup_eligible', type.flag, (c) => c.notNull())
      .addColumn('backed_up', type.flag, (c) => c.notNull())
      .addColumn('transports', 'text', (c) => c.notNull())
      .addColumn('aaguid', type.uuid, (c) => c.notNull())
      .addColumn('attestation_format', 'text', (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('last_used_at', type.instant)
      .addPrimaryKeyConstraint('webauthn_credentials_pk', ['environment_id', 'factor_id'])
      .addForeignKeyConstraint(
        'webauthn_credentials_factor',
        ['environment_id', 'factor_id'],
        'factors',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await raw(
    'create index webauthn_credentials_user on webauthn_credentials (environment_id, user_id)',
  );
}
