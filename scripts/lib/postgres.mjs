// A throw-away PostgreSQL server for tests and benchmarks: its own data folder in the temporary
// folder, loopback only, gone when it is stopped or when this process ends, however it ends.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, closeSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.mjs';
import { postgresBinaries, serverUser } from './postgres-binaries.mjs';

// Recovery after a crash counts towards this too.
const START_TIMEOUT_MS = 120_000;

// Waits for the end of its standard input, that is of the process that holds the other end, then
// stops the server and removes its folder. So nothing is left behind even by `kill -9`.
const GUARD = `
cat >/dev/null
lock="$1/data/postmaster.pid"
pid=$(sed -n 1p "$lock" 2>/dev/null)
[ -n "$pid" ] && kill -QUIT "$pid" 2>/dev/null
for i in 1 2 3 4 5 6 7 8 9 10; do
  [ -e "$lock" ] && kill -0 "$pid" 2>/dev/null && sleep 1
done
# A lock file that is still here was left by a crash, and so was the segment that it names.
segment=$(sed -n '7s/.* //p' "$lock" 2>/dev/null)
[ -n "$segment" ] && ipcrm -m "$segment" 2>/dev/null
rm -rf "$1"
`;

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<void>} */
function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  child.ref();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** @param {number} parent @returns {number[]} the processes that `parent` started */
function childrenOf(parent) {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  const rows = stdout
    ? stdout
        .trim()
        .split('\n')
        .map((row) => row.trim().split(/\s+/))
    : procRows();
  return rows.filter((row) => Number(row[1]) === parent).map((row) => Number(row[0]));
}

/** @returns {string[][]} process and parent, on a Linux without `ps` */
function procRows() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      // "pid (name) state parent ...", and the name may hold spaces and brackets.
      const stat = readIfThere(`/proc/${pid}/stat`);
      return [pid, stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? ''];
    });
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function signalIfAlive(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // ended by itself meanwhile
  }
}

/**
 * @param {object} [options]
 * @param {boolean} [options.durable] false trades safety after a crash for speed (default true)
 * @param {Record<string, string>} [options.settings] more lines of postgresql.conf
 */
export async function startPostgres({ durable = true, settings = {} } = {}) {
  const bin = postgresBinaries();
  const user = serverUser();
  const folder = mkdtempSync(join(tmpdir(), 'selvage-postgres-'));
  if (user) chownSync(folder, user.uid, user.gid);
  const data = join(folder, 'data');
  const logFile = join(folder, 'server.log');
  // PGDATA, PGPORT and their kin would redirect the programs to somebody else's server.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name)),
  );
  const asServer = { cwd: folder, env: { ...env, LC_ALL: 'C' }, detached: true, ...user };

  const guard = spawn('sh', ['-c', GUARD, 'selvage-postgres-guard', folder], {
    ...asServer,
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  const lifeline = /** @type {import('node:net').Socket} */ (guard.stdin);
  lifeline.unref();
  lifeline.on('error', () => {}); // the guard was killed: nothing to tell it any more

  const defaults = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    // Files in the data folder, removed with it; POSIX segments would outlive a crash.
    dynamic_shared_memory_type: 'mmap',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };

  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server;
  let port = 0;

  /** Starts a program as the server's user, its output appended to the log file. */
  const launch = (/** @type {string} */ program, /** @type {string[]} */ args) => {
    const log = openSync(logFile, 'a');
    const child = spawn(join(bin, program), args, { ...asServer, stdio: ['ignore', log, log] });
    closeSync(log);
    return child;
  };

  const problem = (/** @type {string} */ what) =>
    new Error(`${what}\n${readIfThere(logFile).split('\n').slice(-25).join('\n')}`);

  const initialise = async () => {
    const args = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-locale'];
    const child = launch('initdb', [...args, '--no-instructions', '--no-sync']);
    await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', resolve);
    });
    if (child.exitCode !== 0) throw problem('initdb failed');
  };

  const start = async () => {
    const lines = Object.entries({ ...defaults, ...settings, port: String(port) });
    const child = launch('postgres', [
      '-D',
      data,
      ...lines.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    child.on('error', () => {});
    child.unref();
    server = child;
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (child.exitCode !== null || child.signalCode !== null) break;
      // The lock file's first line is the process, its eighth the state.
      const lock = readIfThere(join(data, 'postmaster.pid')).split('\n');
      if (Number(lock[0]) === child.pid && lock[7]?.trim() === 'ready') return;
      await sleep(25);
    }
    child.kill('SIGKILL');
    await ended(child);
    throw problem('PostgreSQL did not start');
  };

  /** @param {NodeJS.Signals} signal SIGINT: roll back and write all; SIGQUIT: leave at once */
  const halt = async (signal) => {
    if (!server) return;
    server.kill(signal);
    await ended(server);
    server = undefined;
  };

  const stop = async () => {
    await halt('SIGQUIT');
    lifeline.end();
    await ended(guard);
  };

  const restart = async () => {
    await halt('SIGINT');
    await start();
  };

  const crash = async () => {
    const pid = server?.pid;
    if (!server || pid === undefined) return;
    // Frozen, it cannot start another process between the listing and the killing.
    server.kill('SIGSTOP');
    const children = childrenOf(pid);
    server.kill('SIGKILL');
    for (const child of children) signalIfAlive(child, 'SIGKILL');
    await ended(server);
    server = undefined;
  };

  try {
    await initialise();
    for (let attempt = 1; ; attempt += 1) {
      port = await freePort();
      try {
        await start();
        break;
      } catch (error) {
        // Somebody else took the port between the probe and the start.
        if (attempt === 5 || !/could not bind|in use/.test(String(error))) throw error;
      }
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `postgres://postgres@127.0.0.1:${port}/postgres`, port, stop, restart, crash };
}
