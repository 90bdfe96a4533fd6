import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres, type TestPostgres } from '../../scripts/lib/postgres.mjs';
import { type Api, api } from './api.ts';
import { type Credentials, readCredentials } from './credentials.ts';
import { type RunningServer, startServer } from './server.ts';

/** A server that can be killed and started again on what it left behind. */
export interface DurableServer {
  readonly credentials: Credentials;
  /** Of the process that runs now. */
  readonly server: RunningServer;
  /** Its calls with TEST credentials. */
  readonly test: Api;
  /** Undefined on the embedded database. */
  readonly postgres: TestPostgres | undefined;
  /** Ends the process where it stands. */
  kill(): Promise<void>;
  /** Starts it again; the address changes. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface DurableOptions {
  readonly engine: 'embedded' | 'PostgreSQL';
  readonly settings?: Readonly<Record<string, string>>;
}

/** The database keeps its promises here: PostgreSQL runs with fsync, unlike in other tests. */
export async function startDurable(options: DurableOptions): Promise<DurableServer> {
  const postgres =
    options.engine === 'PostgreSQL' ? await startPostgres({ durable: true }) : undefined;
  const dataDir = mkdtempSync(join(tmpdir(), 'selvage-durable-'));
  const start = () =>
    startServer({
      dataDir,
      ...(postgres && { databaseUrl: postgres.url }),
      settings: { SELVAGE_RATE_LIMITS: 'off', ...options.settings },
    });
  const clean = async () => {
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  let server: RunningServer;
  try {
    server = await start();
  } catch (error) {
    await clean();
    throw error;
  }
  const credentials = readCredentials(dataDir);
  return {
    credentials,
    postgres,
    get server() {
      return server;
    },
    get test() {
      return api(server.baseUrl, credentials.test.project_id, credentials.test.secret);
    },
    kill: () => server.kill(),
    async start() {
      server = await start();
    },
    async stop() {
      await server.stop();
      await clean();
    },
  };
}
