import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database, Engine, Executor } from './executor.ts';

/** One forward step. It must leave the previous version of Selvage able to serve. */
export interface Migration {
  name: string;
  up(context: MigrationContext): Promise<void>;
}

export interface MigrationContext {
  engine: Engine;
  schema: Kysely<unknown>['schema'];
  /** Column types that differ between the engines. */
  type: { uuid: RawBuilder<unknown>; instant: RawBuilder<unknown>; flag: RawBuilder<unknown> };
  run(query: { compile(): { sql: string; parameters: readonly unknown[] } }): Promise<void>;
  raw(text: string): Promise<void>;
}

const TABLE = 'selvage_migrations';
/** Any constant that no other program uses for pg_advisory_xact_lock. */
const LOCK = 7_351_690_331;

const types = (engine: Engine): MigrationContext['type'] => {
  const postgres = engine === 'postgres';
  return {
    uuid: postgres ? sql`uuid` : sql`text`,
    instant: postgres ? sql`bigint` : sql`integer`,
    flag: postgres ? sql`smallint` : sql`integer`,
  };
};

const context = (tx: Executor): MigrationContext => ({
  engine: tx.engine,
  schema: tx.q.schema,
  type: types(tx.engine),
  async run(query) {
    const { sql: text, parameters } = query.compile();
    await tx.run(text, parameters);
  },
  async raw(text) {
    await tx.run(text, []);
  },
});

async function appliedNames(executor: Executor): Promise<Set<string>> {
  const { rows } = await executor.run<{ name: string }>(`select name from ${TABLE}`, []);
  return new Set(rows.map((row) => row.name));
}

async function tableExists(executor: Executor): Promise<boolean> {
  const text =
    executor.engine === 'postgres'
      ? `select to_regclass('${TABLE}') is not null as found`
      : `select count(*) as found from sqlite_master where name = '${TABLE}'`;
  const { rows } = await executor.run<{ found: boolean | number }>(text, []);
  return Boolean(rows[0]?.found);
}

/** The names that `migrate` would apply, in order. */
export async function pendingMigrations(
  database: Database,
  migrations: readonly Migration[],
): Promise<string[]> {
  const done = (await tableExists(database)) ? await appliedNames(database) : new Set<string>();
  return migrations.filter((one) => !done.has(one.name)).map((one) => one.name);
}

/**
 * Applies what is missing, each migration in a transaction of its own. Any number of nodes may
 * start at once: a lock lets one of them work while the others wait.
 */
export async function migrate(
  database: Database,
  migrations: readonly Migration[],
  now: () => number,
): Promise<string[]> {
  const applied: string[] = [];
  if ((await pendingMigrations(database, migrations)).length === 0) return applied;
  for (const migration of migrations) {
    await database.transaction(async (tx) => {
      if (tx.engine === 'postgres') await tx.run(`select pg_advisory_xact_lock(${LOCK})`, []);
      await tx.run(
        `create table if not exists ${TABLE} (name text primary key, applied_at bigint not null)`,
        [],
      );
      if ((await appliedNames(tx)).has(migration.name)) return;
      await migration.up(context(tx));
      const [first, second] = tx.engine === 'postgres' ? ['$1', '$2'] : ['?', '?'];
      const record = `insert into ${TABLE} (name, applied_at) values (${first}, ${second})`;
      await tx.run(record, [migration.name, now()]);
      applied.push(migration.name);
    });
  }
  return applied;
}
