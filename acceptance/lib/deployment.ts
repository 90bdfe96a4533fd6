import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type Credentials, readCredentials, writeCredentials } from './credentials.ts';
import { createDatabase } from './database.ts';
import { startProxy } from './proxy.ts';
import { type RunningServer, startServer } from './server.ts';

export interface Deployment {
  readonly credentials: Credentials;
  /** A credentials.json whose base_url is the address that clients should use. */
  readonly credentialsFile: string;
  stop(): Promise<void>;
}

export interface TwoNodes extends Deployment {
  readonly a: RunningServer;
  readonly b: RunningServer;
  /** How many requests of the proxy went to each node. */
  readonly counts: readonly number[];
}

/** Ends everything, the last started first, even if one step fails. */
async function stopAll(steps: Array<() => Promise<void>>): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps.reverse()) {
    await step().catch((error: unknown) => failures.push(error));
  }
  if (failures.length > 0) throw new AggregateError(failures, 'A deployment did not stop cleanly.');
}

/** One process on the embedded database. */
export async function startEmbedded(): Promise<Deployment> {
  const server = await startServer();
  const credentials = { ...readCredentials(server.dataDir), base_url: server.baseUrl };
  const credentialsFile = join(server.dataDir, 'client-credentials.json');
  return {
    credentials,
    credentialsFile: writeCredentials(credentialsFile, credentials),
    stop: () => server.stop(),
  };
}

/**
 * Two processes, each with a data directory of its own, on one PostgreSQL database, behind one
 * address. They share the database and the master key and nothing else, as on two machines.
 */
export async function startTwoNodes(): Promise<TwoNodes> {
  const started: Array<() => Promise<void>> = [];
  try {
    const database = await createDatabase();
    started.push(() => database.stop());
    const proxy = await startProxy();
    started.push(() => proxy.stop());
    const options = {
      databaseUrl: database.url,
      publicUrl: proxy.baseUrl,
      masterKey: randomBytes(32).toString('base64'),
    };
    const a = await startServer(options);
    started.push(() => a.stop());
    const b = await startServer(options);
    started.push(() => b.stop());
    proxy.forwardTo([a.baseUrl, b.baseUrl]);
    const credentials = { ...readCredentials(a.dataDir), base_url: proxy.baseUrl };
    const credentialsFile = join(a.dataDir, 'client-credentials.json');
    return {
      a,
      b,
      get counts() {
        return proxy.counts;
      },
      credentials,
      credentialsFile: writeCredentials(credentialsFile, credentials),
      stop: () => stopAll(started),
    };
  } catch (error) {
    await stopAll(started).catch(() => {});
    throw error;
  }
}
