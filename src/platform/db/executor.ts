import type { Compilable, Kysely } from 'kysely';
import type { Schema } from './schema.ts';

export type Engine = 'sqlite' | 'postgres';

export interface Result<Row> {
  rows: Row[];
  /** Rows changed by an insert, update or delete. */
  affected: number;
}

/** Runs queries, inside a transaction or outside of one. Stores take this and nothing else. */
export interface Executor {
  readonly engine: Engine;
  /** Builds queries; it has no connection and cannot run them itself. */
  readonly q: Kysely<Schema>;
  /** Runs SQL text with positional parameters. Texts must come from a bounded set. */
  run<Row>(sql: string, parameters: readonly unknown[]): Promise<Result<Row>>;
  all<Row>(query: Compilable<Row>): Promise<Row[]>;
  first<Row>(query: Compilable<Row>): Promise<Row | undefined>;
  /** For statements without returned rows: how many rows changed. */
  affected(query: Compilable<unknown>): Promise<number>;
}

export interface Database extends Executor {
  /**
   * Commits when `work` resolves, rolls back when it throws. Deadlocks and serialisation failures
   * run `work` again, so it must have no effects outside the transaction.
   */
  transaction<T>(work: (tx: Executor) => Promise<T>): Promise<T>;
  /**
   * As `transaction`, for work whose writes need nothing of each other: on PostgreSQL they go out
   * together when it resolves, as one statement. So `tx` answers none of them, it refuses those
   * that return rows, and what a write violates is told at the end. What it reads are committed
   * rows.
   */
  writeTogether<T>(work: (tx: Executor) => Promise<T>): Promise<T>;
  /**
   * Runs a write that may be lost when the machine crashes (never an acknowledged fact) and so
   * need not wait for the disk.
   */
  runRelaxed<Row>(sql: string, parameters: readonly unknown[]): Promise<Result<Row>>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export function createExecutor(engine: Engine, q: Kysely<Schema>, run: Executor['run']): Executor {
  return {
    engine,
    q,
    run,
    async all<Row>(query: Compilable<Row>) {
      const { sql, parameters } = query.compile();
      return (await run<Row>(sql, parameters)).rows;
    },
    async first<Row>(query: Compilable<Row>) {
      const { sql, parameters } = query.compile();
      return (await run<Row>(sql, parameters)).rows[0];
    },
    async affected(query) {
      const { sql, parameters } = query.compile();
      return (await run(sql, parameters)).affected;
    },
  };
}
