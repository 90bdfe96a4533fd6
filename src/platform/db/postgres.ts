import { setTimeout } from 'node:timers/promises';
import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';
import pg from 'pg';
import { UNCACHED } from './dialect.ts';
import { isUnavailable } from './errors.ts';
import { createExecutor, type Database, type Executor, type Result } from './executor.ts';
import { createMerge, type Write } from './merge-writes.ts';
import { type Answer, PreparedQuery, type PreparedStatement } from './prepared-query.ts';
import type { Schema } from './schema.ts';

/** Statements are named, so PostgreSQL parses and plans each text once a connection. */
const MAX_NAMED = 1_000;

/** Compiling a search over many operands took 700 ms, running it 2 ms. */
const NO_JIT = '-c jit=off';

const LOCKING = /\bfor (?:no key )?(?:update|share|key share)\b/;
const RETURNING = /\breturning\b/;

/** What was parsed on a connection is no longer good there: another version changed the schema. */
const STALE = new Set(['0A000', '26000']);

const RETRYABLE = new Set(['40001', '40P01']);
const MAX_TRIES = 5;
const BACKOFF_MS = 10;

const command = (text: string): PreparedStatement => ({
  text,
  name: text,
  values: [],
  begins: false,
});
const COMMIT = command('commit');
const ROLLBACK = command('rollback');

/** A tag ends with a number where it counts rows: `INSERT 0 1`, `UPDATE 3`. */
const rowsIn = (tag: string): number => Number(/\d+$/.exec(tag)?.[0] ?? 0);

/** True for an error of one statement; any other ends its connection. */
const spares = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && !isUnavailable(error) && !STALE.has(error.code ?? '');

export interface PostgresOptions {
  url: string;
  /** Connections of the main pool. */
  poolSize: number;
  onIdleError: (error: Error) => void;
}

export const postgresBuilder = (): Kysely<Schema> =>
  new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  });

export function openPostgres(options: PostgresOptions): Database {
  const base: pg.PoolConfig = {
    connectionString: options.url,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
  };
  const pool = new pg.Pool({
    ...base,
    max: options.poolSize,
    application_name: 'selvage',
    options: NO_JIT,
  });
  // A lost touch of last_accessed_at costs nothing; waiting for its commit would.
  const relaxed = new pg.Pool({
    ...base,
    max: 2,
    application_name: 'selvage-relaxed',
    options: `${NO_JIT} -c synchronous_commit=off`,
  });
  for (const each of [pool, relaxed]) {
    each.on('error', options.onIdleError);
    // The pool listens to idle clients only. A server that shuts down may tell a client that was
    // taken a moment ago, or between two statements: without a listener that ends the process.
    // Nothing else to do: the pool drops a client that cannot be asked any more.
    each.on('connect', (client) => client.on('error', () => {}));
  }

  const names = new Map<string, string>();
  const nameOf = (sql: string): string | undefined => {
    let name = names.get(sql);
    if (name === undefined && names.size < MAX_NAMED && !sql.endsWith(UNCACHED)) {
      name = `s${names.size}`;
      names.set(sql, name);
    }
    return name;
  };

  const broken = new WeakMap<pg.PoolClient, Error>();
  const release = (client: pg.PoolClient): void => client.release(broken.get(client));

  async function send(client: pg.PoolClient, statement: PreparedStatement): Promise<Answer> {
    try {
      return await new Promise<Answer>((resolve, reject) => {
        client.query(
          new PreparedQuery(statement, (error, answer) =>
            error ? reject(error) : resolve(answer),
          ),
        );
      });
    } catch (error) {
      if (!spares(error)) broken.set(client, error as Error);
      // Its stack shall lead to who asked instead of to the socket.
      Error.captureStackTrace(error as Error);
      throw error;
    }
  }

  async function execute<Row>(
    client: pg.PoolClient,
    text: string,
    values: readonly unknown[],
    begins: boolean,
  ): Promise<Result<Row>> {
    const { rows, tag } = await send(client, { name: nameOf(text) ?? '', text, values, begins });
    return { rows: rows as Row[], affected: rowsIn(tag) };
  }

  async function executeAlone<Row>(
    from: pg.Pool,
    text: string,
    values: readonly unknown[],
  ): Promise<Result<Row>> {
    const client = await from.connect();
    try {
      return await execute<Row>(client, text, values, false);
    } finally {
      release(client);
    }
  }

  const q = postgresBuilder();

  async function attempt<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let begun = false;
    try {
      const tx = createExecutor('postgres', q, (sql, parameters) => {
        const begins = !begun;
        begun = true;
        return execute(client, sql, parameters, begins);
      });
      const result = await work(tx);
      if (begun) {
        const { tag } = await send(client, COMMIT);
        // It answers so, and with no error, where a statement failed and nobody minded.
        if (tag === 'ROLLBACK') throw new Error('a failed statement went unnoticed');
      }
      return result;
    } catch (error) {
      if (begun && !broken.has(client)) await send(client, ROLLBACK).catch(() => {});
      throw error;
    } finally {
      release(client);
    }
  }

  const merge = createMerge();

  async function attemptTogether<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    const writes: Write[] = [];
    const collect = createExecutor('postgres', q, async (sql, parameters) => {
      const reads = sql.startsWith('select');
      // A lock would be gone before the writes, and returned rows would come too late.
      if (reads ? LOCKING.test(sql) : RETURNING.test(sql)) {
        throw new Error('not in writeTogether');
      }
      if (reads) return executeAlone(pool, sql, parameters);
      writes.push({ sql, parameters });
      return { rows: [], affected: 0 };
    });
    const result = await work(collect);
    if (writes.length > 0) {
      await executeAlone(
        pool,
        merge(writes),
        writes.flatMap(({ parameters }) => parameters),
      );
    }
    return result;
  }

  /** Deadlocks and serialisation failures are nobody's fault. */
  async function retrying<T>(attempt: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await attempt();
      } catch (error) {
        const code = (error as { code?: string }).code ?? '';
        if (!RETRYABLE.has(code) || tries >= MAX_TRIES) throw error;
        // Running again at once could take the same lock before its waiter wakes up.
        await setTimeout(BACKOFF_MS * tries * (1 + Math.random()));
      }
    }
  }

  return {
    ...createExecutor('postgres', q, (sql, parameters) => executeAlone(pool, sql, parameters)),
    transaction: (work) => retrying(() => attempt(work)),
    writeTogether: (work) => retrying(() => attemptTogether(work)),
    runRelaxed: (sql, parameters) => executeAlone(relaxed, sql, parameters),
    async ping() {
      await pool.query('select 1');
    },
    async close() {
      await Promise.all([pool.end(), relaxed.end()]);
    },
  };
}
