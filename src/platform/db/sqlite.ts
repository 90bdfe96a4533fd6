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

function prepareCached(connection: Sqlite.Database): (sql: string) => Sqlite.Statement {
  const cache = new Map<string, Sqlite.Statement>();
  return (sql) => {
    let ready = cache.get(sql);
    if (!ready) {
      ready = keepAlive(connection.prepare(sql));
      if (cache.size < MAX_PREPARED && !sql.endsWith(UNCACHED)) cache.set(sql, ready);
    }
    return ready;
  };
}

function execute<Row>(statement: Sqlite.Statement, parameters: readonly unknown[]): Result<Row> {
  const values = parameters.map((value) => (value === undefined ? null : value));
  if (statement.reader) {
    const rows = statement.all(values) as Row[];
    return { rows, affected: rows.length };
  }
  return { rows: [], affected: statement.run(values).changes };
}

/**
 * Three connections to one file in WAL mode. The reader sees committed rows only, so a read outside
 * a transaction never meets the half-done work of another request. The writer and its relaxed twin
 * are used by one caller at a time.
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

  let tail: Promise<unknown> = Promise.resolve();
  function exclusively<T>(work: () => Promise<T> | T): Promise<T> {
    const turn = tail.then(work);
    tail = turn.catch(() => undefined);
    return turn;
  }

  const runWrite = async <Row>(sql: string, parameters: readonly unknown[]) =>
    execute<Row>(prepareWrite(sql), parameters);

  const run = async <Row>(sql: string, parameters: readonly unknown[]): Promise<Result<Row>> =>
    sql.startsWith('select')
      ? execute<Row>(prepareRead(sql), parameters)
      : exclusively(() => runWrite<Row>(sql, parameters));

  return {
    ...createExecutor('sqlite', q, run),
    transaction(work) {
      return exclusively(async () => {
        prepareWrite('begin immediate').run();
        try {
          const result = await work(createExecutor('sqlite', q, runWrite));
          prepareWrite('commit').run();
          return result;
        } catch (error) {
          if (writer.inTransaction) prepareWrite('rollback').run();
          throw error;
        }
      });
    },
    runRelaxed: (sql, parameters) => exclusively(() => execute(prepareRelaxed(sql), parameters)),
    async ping() {
      prepareRead('select 1').get();
    },
    async close() {
      await tail.catch(() => undefined);
      reader.close();
      relaxed.close();
      writer.close();
    },
  };
}
