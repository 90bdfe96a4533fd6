import type { Migration, MigrationContext } from '../src/platform/db/migrator.ts';

/** What was done, tried and refused, by whom and from where. */
export const auditLog: Migration = {
  name: '0011-audit-log',
  async up(context) {
    await createLog(context);
    await createIndexes(context);
    await refuseUpdates(context);
  },
};

async function createLog({ schema, type, run }: MigrationContext): Promise<void> {
  await run(
    schema
      .createTable('audit_log')
      .addColumn('environment_id', type.uuid, (c) => c.notNull())
      .addColumn('id', type.uuid, (c) => c.notNull())
      .addColumn('created_at', type.instant, (c) => c.notNull())
      .addColumn('action', 'text', (c) => c.notNull())
      .addColumn('result', 'text', (c) => c.notNull())
      .addColumn('status_code', 'integer', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .addColumn('actor', 'text', (c) => c.notNull())
      .addColumn('user_id', type.uuid)
      .addColumn('session_id', type.uuid)
      .addColumn('ip_address', 'text', (c) => c.notNull())
      .addColumn('user_agent', 'text', (c) => c.notNull())
      .addColumn('request_id', 'text', (c) => c.notNull())
      .addColumn('details', 'text', (c) => c.notNull())
      // No foreign keys: the log outlives what it tells of.
      .addPrimaryKeyConstraint('audit_log_pk', ['environment_id', 'id']),
  );
}

/** One for each filter; each ends with the id, by which pages and spans of time are read. */
async function createIndexes({ raw }: MigrationContext): Promise<void> {
  for (const column of ['action', 'result', 'actor', 'ip_address', 'request_id']) {
    await raw(`create index audit_log_${column} on audit_log (environment_id, ${column}, id)`);
  }
  await raw(`create index audit_log_user_id on audit_log (environment_id, user_id, id)
    where user_id is not null`);
}

async function refuseUpdates({ engine, raw }: MigrationContext): Promise<void> {
  if (engine === 'sqlite') {
    await raw(`create trigger audit_log_append_only before update on audit_log
      begin select raise(abort, 'the audit log is append-only'); end`);
    return;
  }
  await raw(`create function audit_log_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'the audit log is append-only'; end $$`);
  await raw(`create trigger audit_log_append_only before update on audit_log
    for each statement execute function audit_log_append_only()`);
}
