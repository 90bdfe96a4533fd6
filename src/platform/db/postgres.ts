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
import { createExecutor, type Database, type Executor, type Result } from './executor.ts';
import { createMerge, type Write } from './merge-writes.ts';
import type { Schema } from './schema.ts';

/** 8-byte integers (instants, counts) fit a double until the year 287396. */
const INT8 = 20;
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};

/** Statements are named, so PostgreSQL parses and plans each text once a connection. */
const MAX_NAMED = 1_000;

/** Compiling a search over many operands took 700 ms, running it 2 ms. */
const NO_JIT = '-c jit=off';

const LOCKING = /\bfor (?:no key )?(?:update|share|key share)\b/;
const RETURNING = /\breturning\b/;

const RETRYABLE = new Set(['40001', '40P01']);
const MAX_TRIES = 5;
const BACKOFF_MS = 10;

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
    types,
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

  const execute = async <Row>(
    target: pg.Pool | pg.PoolClient,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<Result<Row>> => {
    const name = nameOf(sql);
    const config = { text: sql, values: parameters as unknown[], ...(name && { name }) };
    const result = await target.query(config);
    return { rows: result.rows as Row[], affected: result.rowCount ?? 0 };
  };

  const q = postgresBuilder();

  async function attempt<T>(work: (tx: Executor) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query({ name: 'begin', text: 'begin' });
      const tx = createExecutor('postgres', q, (sql, parameters) =>
        execute(client, sql, parameters),
      );
      const result = await work(tx);
      await client.query({ name: 'commit', text: 'commit' });
      return result;
    } catch (error) {
      await client.query('rollback').catch((failure: Error) => {
        broken = failure;
      });
      throw error;
    } finally {
      client.release(broken);
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
      if (reads) return execute(pool, sql, parameters);
      writes.push({ sql, parameters });
      return { rows: [], affected: 0 };
    });
    const result = await work(collect);
    if (writes.length > 0) {
      await execute(
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
    ...createExecutor('postgres', q, (sql, parameters) => execute(pool, sql, parameters)),
    transaction: (work) => retrying(() => attempt(work)),
    writeTogether: (work) => retrying(() => attemptTogether(work)),
    runRelaxed: (sql, parameters) => execute(relaxed, sql, parameters),
    async ping() {
      await pool.query('select 1');
    },
    async close() {
      await Promise.all([pool.end(), relaxed.end()]);
    },
  };
}
