// Dependencies: installed when missing or not those of the lock file.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { ROOT, run } from './run.mjs';

const NATIVE = 'better-sqlite3/build/Release/better_sqlite3.node';

/**
 * The environment for `npm`. A native module without a prebuilt binary for this machine is
 * compiled, and node-gyp would download Node's headers for that, though most installations carry
 * them beside the binary.
 * @param {string} node the Node that will run what is installed
 * @returns {NodeJS.ProcessEnv}
 */
function npmEnvironment(node) {
  const prefix = dirname(dirname(node));
  const headers = join(prefix, 'include', 'node', 'node.h');
  return {
    ...process.env,
    PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
    ...(existsSync(headers) ? { npm_config_nodedir: prefix } : {}),
  };
}

/**
 * Runs npm.
 * @param {string[]} args
 * @param {string} [node] the Node that npm and the install scripts run on, default: ours
 * @param {string} [cwd]
 * @returns {Promise<number>} its exit code
 */
export function npm(args, node = process.execPath, cwd = ROOT) {
  const env = npmEnvironment(node);
  const options = { cwd, env, quiet: true };
  // Inside `npm start` this is the npm that runs us, which may not be the one on the PATH.
  const own = process.env.npm_execpath;
  return own && /\.c?js$/.test(own)
    ? run(node, [own, ...args], options)
    : run('npm', args, options);
}

/** @param {string} file @returns {Record<string, { version?: string, optional?: boolean }>} */
function lockedPackages(file) {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')).packages ?? {}) : {};
}

/** Whether node_modules holds what the lock file says, by npm's own record of it. */
function matchesLock() {
  const wanted = lockedPackages(join(ROOT, 'package-lock.json'));
  const there = lockedPackages(join(ROOT, 'node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || there[path]?.version === version || (optional && !there[path]),
  );
}

/** Whether the native module was built for this Node. */
function nativeLoads() {
  try {
    createRequire(join(ROOT, 'package.json'))(NATIVE);
    return true;
  } catch {
    return false;
  }
}

/** Runs `npm ci` unless node_modules is already what the lock file and this Node ask for. */
export async function ensureInstalled() {
  const stampFile = join(ROOT, 'node_modules', '.selvage-lock');
  const lock = readFileSync(join(ROOT, 'package-lock.json'));
  const { platform, arch, versions } = process;
  // A native module serves one module ABI on one platform.
  const target = `${platform}-${arch}-${versions.modules}`;
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${target}\n`;
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  if (!matchesLock() || !nativeLoads()) {
    console.error('Installing dependencies ...');
    if ((await npm(['ci', '--no-audit', '--no-fund'])) !== 0) throw new Error('npm ci failed');
  }
  writeFileSync(stampFile, stamp);
}
