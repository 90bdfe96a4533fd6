import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './port.ts';
import { cleanEnvironment, root, tail } from './run.ts';

export interface ServerOptions {
  /** A PostgreSQL URL; the embedded database without one. */
  readonly databaseUrl?: string;
  /** Kept at the end when given; otherwise a new one that goes with the server. */
  readonly dataDir?: string;
  /** The address in links, when clients do not reach the server at its own. */
  readonly publicUrl?: string;
  /** 32 bytes in base64; nodes on one database need the same. */
  readonly masterKey?: string;
  /** More SELVAGE_* variables. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface RunningServer {
  readonly baseUrl: string;
  readonly dataDir: string;
  /** Asks the process to end and waits until it has. */
  stop(): Promise<void>;
  /** Ends the process without a chance to clean up. The data directory stays. */
  kill(): Promise<void>;
}

// Generous: a cold machine that compiles beside us must not fail a test.
const READY_WITHIN_MS = 120_000;
const STOP_WITHIN_MS = 30_000;

/** The built server; SELVAGE_ACCEPTANCE_MAIN names another build of it. */
export function entryPoint(): string {
  const file = resolve(root, process.env['SELVAGE_ACCEPTANCE_MAIN'] ?? 'dist/src/cli/main.js');
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`npm run build\` first.`);
  return file;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  const exit = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
  await exit;
  clearTimeout(timer);
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${baseUrl}/health/ready`);
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** Starts `selvage start` as a process of its own and waits until it is ready to serve. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const main = entryPoint();
  const port = await freePort();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'selvage-acceptance-'));
  const args = [main, 'start', '--host', '127.0.0.1', '--port', String(port)];
  args.push('--data-dir', dataDir);
  if (options.databaseUrl !== undefined) args.push('--database-url', options.databaseUrl);
  if (options.publicUrl !== undefined) args.push('--public-url', options.publicUrl);
  const env = cleanEnvironment({
    ...(options.masterKey !== undefined && { SELVAGE_MASTER_KEY: options.masterKey }),
    ...options.settings,
  });
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const keep = (text: string) => {
    log = (log + text).slice(-64_000);
  };
  child.stdout.setEncoding('utf8').on('data', keep);
  child.stderr.setEncoding('utf8').on('data', keep);

  const removeData = () => {
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  const baseUrl = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(baseUrl))) {
    if (hasEnded(child) || Date.now() > deadline) {
      await end(child, 'SIGKILL');
      removeData();
      throw new Error(`The server did not become ready.\n${tail(log)}`);
    }
    await sleep(50);
  }
  return {
    baseUrl,
    dataDir,
    stop: async () => {
      await end(child, 'SIGTERM');
      removeData();
    },
    kill: () => end(child, 'SIGKILL'),
  };
}
