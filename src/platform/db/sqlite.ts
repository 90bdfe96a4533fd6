import Sqlite from 'better-sqlite3';
import {
  DummyDriver,
  Kysely,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { UNCACHED } from './dialect.ts';
import { createExecutor, type Database, type Result } from './executor.ts';
import { type CommitSteps, GroupCommit } from './group-commit.ts';
import type { Schema } from './schema.ts';

export interface SqliteOptions {
  file: string;
}

export const sqliteBuilder = (): Kysely<Schema> =>
  new Kysely<Schema>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });

const MAX_PREPARED = 1_000;

/**
 * better-sqlite3 12, the line for Node 20, aborts the process on Node 24 when one of its objects is
 * garbage-collected. There they are kept; what leaks are the texts that are not cached, some
 * hundred bytes each, and the few objects of closed connections. `exec` makes no such object.
 */
const kept: unknown[] = [];
const MUST_KEEP = Number(process.versions.node.split('.', 1)[0]) >= 24;

function keepAlive<T>(object: T): T {
  if (MUST_KEEP) kept.push(object);
  return object;
}

interface Prepared {
  statement: Sqlite.Statement;
  /** Names of the columns; none where it returns no rows. */
  columns: string[];
}

function prepareCached(connection: Sqlite.Database): (sql: string) => Prepared {
  const cache = new Map<string, Prepared>();
  return (sql) => {
    let ready = cache.get(sql);
    if (!ready) {
      const statement = keepAlive(connection.prepare(sql));
      // Rows as arrays: the driver's own way to objects takes a fifth of the whole read.
      if (statement.reader) statement.raw(true);
      ready = { statement, columns: columnsOf(statement) };
      if (cache.size < MAX_PREPARED && !sql.endsWith(UNCACHED)) cache.set(sql, ready);
    }
    return ready;
  };
}

const columnsOf = (statement: Sqlite.Statement): string[] =>
  statement.reader ? statement.columns().map(({ name }) => name) : [];

function toObject(columns: readonly string[], values: readonly unknown[]): object {
  const row: Record<string, unknown> = {};
  for (let index = 0; index < columns.length; index += 1) {
    row[columns[index] as string] = values[index];
  }
  return row;
}

function execute<Row>(prepared: Prepared, parameters: readonly unknown[]): Result<Row> {
  const { statement } = prepared;
  const values = parameters.map((value) => (value === undefined ? null : value));
  if (!statement.reader) return { rows: [], affected: statement.run(values).changes };
  const found = statement.all(values) as unknown[][];
  // A migration beside us gave `*` another column.
  if (found[0] && found[0].length !== prepared.columns.length) {
    prepared.columns = columnsOf(statement);
  }
  const rows = found.map((row) => toObject(prepared.columns, row) as Row);
  return { rows, affected: rows.length };
}

function commitSteps(connection: Sqlite.Database, prepare: (sql: string) => Prepared): CommitSteps {
  const step = (sql: string) => () => {
    prepare(sql).statement.run();
  };
  return {
    begin: step('begin immediate'),
    commit: step('commit'),
    rollback: step('rollback'),
    isOpen: () => connection.inTransaction,
    save: step('savepoint work'),
    release: step('release work'),
    undo: step('rollback to work'),
  };
}

/**
 * Three connections to one file in WAL mode. The reader sees committed rows only, so a read outside
 * a transaction never meets the half-done work of another request. The writer and its relaxed twin
 * are used by one caller at a time, and many callers share a commit.
 */
export function openSqlite(options: SqliteOptions): Database {
  const writer = keepAlive(new Sqlite(options.file));
  writer.exec('pragma journal_mode = WAL');
  writer.exec('pragma busy_timeout = 5000');
  // FULL: a commit is on the disk before it is acknowledged.
  writer.exec('pragma synchronous = FULL');
  writer.exec('pragma foreign_keys = ON');
  const reader = keepAlive(new Sqlite(options.file, { readonly: true }));
  reader.exec('pragma busy_timeout = 5000');

  const relaxed = keepAlive(new Sqlite(options.file));
  relaxed.exec('pragma busy_timeout = 5000');
  // In WAL mode NORMAL leaves the disk to the next checkpoint; other connections keep theirs.
  relaxed.exec('pragma synchronous = NORMAL');

  const prepareRead = prepareCached(reader);
  const prepareRelaxed = prepareCached(relaxed);
  const prepareWrite = prepareCached(writer);
  const q = sqliteBuilder();

  const commits = new GroupCommit();
  const write = commits.on(commitSteps(writer, prepareWrite));
  const writeRelaxed = commits.on(commitSteps(relaxed, prepareRelaxed));

  const runWrite = async <Row>(sql: string, parameters: readonly unknown[]) =>
    execute<Row>(prepareWrite(sql), parameters);
  const tx = createExecutor('sqlite', q, runWrite);

  const run = async <Row>(sql: string, parameters: readonly unknown[]): Promise<Result<Row>> =>
    sql.startsWith('select')
      ? execute<Row>(prepareRead(sql), parameters)
      : write(() => runWrite<Row>(sql, parameters));

  return {
    ...createExecutor('sqlite', q, run),
    transaction: (work) => write(() => work(tx)),
    // A statement costs nothing here but itself.
    writeTogether: (work) => write(() => work(tx)),
    runRelaxed: (sql, parameters) => writeRelaxed(() => execute(prepareRelaxed(sql), parameters)),
    async ping() {
      prepareRead('select 1').statement.get();
    },
    async close() {
      await commits.idle();
      reader.close();
      relaxed.close();
      writer.close();
    },
  };
}
