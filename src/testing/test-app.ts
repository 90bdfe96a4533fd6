import { loadConfig } from '../config/load-config.ts';
import type { Config } from '../config/settings.ts';
import type { InitialCredentials } from '../features/projects/projects.service.ts';
import { createSelvage, prepareDatabase, type Selvage } from '../main.ts';
import type { Clock } from '../platform/clock.ts';
import type { Outgoing } from '../platform/http/outgoing.ts';
import { silentLogger } from '../platform/log.ts';
import { responseChecker } from './response-check.ts';
import { createTestStorage, type TestStorage } from './test-storage.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of any shape and assert on them
  body: any;
  headers: Record<string, unknown>;
}

export interface TestApp extends Selvage {
  test: InitialCredentials['test'];
  live: InitialCredentials['live'];
  management: InitialCredentials['management'];
  config: Config;
  storage: TestStorage;
  /** A request with the TEST environment's credentials. */
  call(method: Method, path: string, body?: unknown): Promise<Answer>;
  /** The same with any credentials, or with none. */
  callAs(
    credentials: { username: string; password: string } | undefined,
    method: Method,
    path: string,
    body?: unknown,
  ): Promise<Answer>;
  callLive(method: Method, path: string, body?: unknown): Promise<Answer>;
  callManagement(method: Method, path: string, body?: unknown): Promise<Answer>;
  /** Newest mail to the address in the inbox of the TEST environment. */
  lastMail(to: string): Promise<{ token: string; link: string; kind: string; subject: string }>;
  /** A second node on the same database (PostgreSQL only serves several processes). */
  secondNode(): Promise<Selvage>;
}

const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

/** Sends a request to an app in this process and parses the answer. */
export async function inject(
  app: Selvage['app'],
  credentials: { username: string; password: string } | undefined,
  method: Method,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (credentials) headers['authorization'] = basic(credentials.username, credentials.password);
  const payload = body === undefined ? {} : { payload: JSON.stringify(body) };
  const response = await app.inject({ method, url: path, headers, ...payload });
  const text = response.body;
  return {
    status: response.statusCode,
    headers: response.headers,
    body: text === '' ? undefined : JSON.parse(text),
  };
}

/**
 * A whole server on a fresh database of the engine under test, without a port. Every success body
 * is checked against its schema. `environment` are settings as in SELVAGE_* variables; a `clock` of
 * its own stands where the test puts it.
 */
export async function createTestApp(
  environment: Record<string, string> = {},
  effects: { clock?: Clock; outgoing?: Outgoing } = {},
): Promise<TestApp> {
  const storage = await createTestStorage();
  const config = loadConfig({
    SELVAGE_DATA_DIR: storage.dataDir,
    ...(storage.url !== undefined && { SELVAGE_DATABASE_URL: storage.url }),
    ...environment,
  });
  const log = silentLogger();
  const initial = await prepareDatabase(config, log);
  if (!initial) throw new Error('The database was not empty.');
  const node = () => createSelvage(config, { ...effects, log, responseChecker });
  const selvage = await node();
  const others: Selvage[] = [];
  const { test, live, management } = initial;
  const project = (of: InitialCredentials['test']) => ({
    username: of.project_id,
    password: of.secret,
  });
  const callAs: TestApp['callAs'] = (credentials, method, path, body) =>
    inject(selvage.app, credentials, method, path, body);
  const call: TestApp['call'] = (method, path, body) => callAs(project(test), method, path, body);
  return {
    ...selvage,
    test,
    live,
    management,
    config,
    storage,
    callAs,
    call,
    callLive: (method, path, body) => callAs(project(live), method, path, body),
    callManagement: (method, path, body) =>
      callAs({ username: management.key_id, password: management.key_secret }, method, path, body),
    async lastMail(to) {
      const { body } = await call('GET', `/selvage/v1/messages?to=${encodeURIComponent(to)}`);
      return body.messages[0];
    },
    async secondNode() {
      const other = await node();
      others.push(other);
      return other;
    },
    async close() {
      for (const other of others) await other.close();
      await selvage.close();
      await storage.drop();
    },
  };
}
