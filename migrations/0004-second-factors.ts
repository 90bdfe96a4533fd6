import type { Migration, MigrationContext } from '../src/platform/db/migrator.ts';

/** Seeds and recovery codes of authenticator apps, challenges to crypto wallets. */
export const secondFactors: Migration = {
  name: '0004-second-factors',
  async up(context) {
    await createTotps(context);
    await createWalletChallenges(context);
  },
};

async function createTotps({ schema, type, run }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('totps')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('factor_id', type.uuid, (c) => c.notNull())
      .addColumn('secret', 'text', (c) => c.notNull())
      .addColumn('last_step', type.instant, (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('totps_pk', ['environment_id', 'factor_id'])
      .addForeignKeyConstraint(
        'totps_factor',
        ['environment_id', 'factor_id'],
        'factors',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await run(
    schema
      .createTable('totp_recovery_codes')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('factor_id', type.uuid, (c) => c.notNull())
      .addColumn('code_mac', 'text', (c) => c.notNull())
      .addColumn('code', 'text')
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('used_at', type.instant)
      .addPrimaryKeyConstraint('totp_recovery_codes_pk', ['environment_id', 'id'])
      .addForeignKeyConstraint(
        'totp_recovery_codes_totp',
        ['environment_id', 'factor_id'],
        'totps',
        ['environment_id', 'factor_id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await run(
    schema
      .createIndex('totp_recovery_codes_factor')
      .on('totp_recovery_codes')
      .columns(['environment_id', 'factor_id', 'code_mac'])
      .unique(),
  );
}

async function createWalletChallenges({ schema, type, run }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('crypto_wallet_challenges')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('factor_id', type.uuid, (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('address', 'text', (c) => c.notNull())
      .addColumn('message', 'text', (c) => c.notNull())
      .addColumn('siwe_params', 'text')
      .addColumn('not_before', type.instant)
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('expires_at', type.instant, (c) => c.notNull())
      .addPrimaryKeyConstraint('crypto_wallet_challenges_pk', ['environment_id', 'factor_id'])
      .addForeignKeyConstraint(
        'crypto_wallet_challenges_factor',
        ['environment_id', 'factor_id'],
        'factors',
        ['environment_id', 'id'],
        (c) => c.onDelete('cascade'),
      ),
  );
  await run(
    schema
      .createIndex('crypto_wallet_challenges_address')
      .on('crypto_wallet_challenges')
      .columns(['environment_id', 'address'])
      .unique(),
  );
  await run(
    schema
      .createIndex('crypto_wallet_challenges_expires_at')
      .on('crypto_wallet_challenges')
      .columns(['expires_at']),
  );
}
