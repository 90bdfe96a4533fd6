export interface TestPostgres {
  /** Administrator's URL: may create databases. */
  readonly url: string;
  readonly port: number;
  /** Ends the server and removes its data. */
  stop(): Promise<void>;
  /** Starts the server again on the same port and data, after a clean shutdown if it still runs. */
  restart(): Promise<void>;
  /** Kills every process of the server at once; `restart` brings it back through recovery. */
  crash(): Promise<void>;
}

/**
 * Starts a throw-away PostgreSQL server on 127.0.0.1. It ends with this process at the latest.
 * `durable: false` switches fsync off: faster, for tests that do not crash the server.
 */
export function startPostgres(options?: {
  durable?: boolean;
  settings?: Record<string, string>;
}): Promise<TestPostgres>;
