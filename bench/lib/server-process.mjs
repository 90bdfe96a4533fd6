import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { freePort } from '../../scripts/lib/free-port.mjs';
import { ROOT } from '../../scripts/lib/run.mjs';

const READY_WITHIN_MS = 60_000;
const PROFILER = pathToFileURL(join(ROOT, 'bench', 'profiler.mjs')).href;

/**
 * @typedef {object} Server
 * @property {number} port
 * @property {number} pid
 * @property {number} readyMs from the start of the process to its first good answer
 * @property {() => Promise<void>} stop
 */

/** Ours without settings of the person who runs this. */
const cleanEnvironment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SELVAGE_')));

/**
 * @param {string[]} args of node
 * @param {number} port
 * @param {string} path answers 200 when the server is ready
 * @param {Record<string, string>} environment
 * @returns {Promise<Server>}
 */
async function start(args, port, path, environment) {
  const begin = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: ROOT,
    env: { ...cleanEnvironment(), ...environment },
    // One log line a request is written, as in production, and nobody reads it.
    stdio: ['ignore', 'ignore', process.env['BENCH_LOG'] === undefined ? 'ignore' : 'inherit'],
  });
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  for (;;) {
    const ready = await fetch(`http://127.0.0.1:${port}${path}`).then(
      async (response) => (await response.arrayBuffer()) && response.ok,
      () => false,
    );
    if (ready) break;
    if (ended() || performance.now() - begin > READY_WITHIN_MS) {
      child.kill('SIGKILL');
      throw new Error(`node ${args.join(' ')} did not become ready; BENCH_LOG=1 shows its log`);
    }
    await sleep(5);
  }
  return {
    port,
    pid: /** @type {number} */ (child.pid),
    readyMs: performance.now() - begin,
    async stop() {
      if (ended()) return;
      const exit = once(child, 'exit');
      child.kill('SIGTERM');
      await exit;
    },
  };
}

/**
 * @typedef {object} ServerOptions
 * @property {import('./storage.mjs').Storage} storage
 * @property {string} main
 * @property {number} [workers]
 * @property {Record<string, string>} [settings]
 * @property {string | undefined} [profile] file that SIGUSR2 writes a processor profile to
 */

/** `selvage start`. @param {ServerOptions} options */
export async function startOurs({ storage, main, workers = 1, settings = {}, profile }) {
  const port = await freePort();
  const args = profile === undefined ? [] : ['--import', PROFILER];
  args.push(main, 'start', '--port', String(port), '--data-dir', storage.dataDir);
  if (storage.url !== undefined) args.push('--database-url', storage.url);
  if (workers > 1) args.push('--workers', String(workers));
  // A load from one machine is what limits are there to stop; what they cost is measured apart.
  const own = { SELVAGE_RATE_LIMITS: 'off', ...settings };
  const environment = profile === undefined ? own : { ...own, BENCH_PROFILE: profile };
  return start(args, port, '/health/ready', environment);
}

/** The floor's server. @param {Pick<ServerOptions, 'storage' | 'workers'>} options */
export async function startFloor({ storage, workers = 1 }) {
  const port = await freePort();
  const main = join(ROOT, 'bench', 'floor-server.mjs');
  const database = storage.url ?? storage.file;
  const args = [main, String(port), String(workers), database];
  return start(args, port, '/ready', {});
}

/**
 * Another server that ours is compared with, a file of this folder that takes its port.
 * @param {string} file @param {string} readyPath
 */
export async function startPeer(file, readyPath) {
  const port = await freePort();
  const args = [join(ROOT, 'bench', file), String(port)];
  return start(args, port, readyPath, { NODE_ENV: 'production' });
}
