// The newest Node that is promised to work, beside the oldest one that the other rings run on: its
// unit ring, and a server that boots, answers and ends. The native module serves one Node only, so
// this ring has a copy of the checkout with a node_modules of its own, in .cache/.
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.mjs';
import { npm } from './install.mjs';
import { ROOT } from './run.mjs';
import { runVitest } from './vitest.mjs';

const MAJOR = 24;
const BASE = join(ROOT, '.cache', `node${MAJOR}`);
const COPY = join(BASE, 'checkout');
const COPIED = ['package.json', 'tsconfig.json', 'vitest.config.ts', 'src', 'migrations', 'dist'];
const READY_TIMEOUT_MS = 60_000;

/** @returns {Promise<string | undefined>} that Node, from the package that carries its binary */
async function installNode() {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(BASE, 'runtime');
  const node = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    const args = ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund'];
    await npm([...args, `${name}@${MAJOR}`], process.execPath, folder);
  }
  return existsSync(node) ? node : undefined;
}

/** @param {string} node */
async function copyCheckout(node) {
  const stamp = join('node_modules', '.selvage-lock');
  const wanted = readFileSync(join(ROOT, stamp), 'utf8');
  const there = existsSync(join(COPY, stamp)) ? readFileSync(join(COPY, stamp), 'utf8') : '';
  mkdirSync(COPY, { recursive: true });
  for (const name of readdirSync(COPY)) {
    if (name !== 'node_modules') rmSync(join(COPY, name), { recursive: true });
  }
  for (const name of [...COPIED, 'scripts', 'docs', 'acceptance', 'package-lock.json']) {
    if (existsSync(join(ROOT, name)))
      cpSync(join(ROOT, name), join(COPY, name), { recursive: true });
  }
  if (wanted === there) return;
  const modules = join(COPY, 'node_modules');
  rmSync(modules, { recursive: true, force: true });
  cpSync(join(ROOT, 'node_modules'), modules, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source) => source !== join(ROOT, stamp),
  });
  if ((await npm(['rebuild', 'better-sqlite3'], node, COPY)) !== 0) {
    throw new Error(`better-sqlite3 cannot be built for Node ${MAJOR}`);
  }
  cpSync(join(ROOT, stamp), join(COPY, stamp));
}

/** @param {string} node Starts the built server with it, waits until it is ready, and ends it. */
async function bootServer(node) {
  const data = mkdtempSync(join(tmpdir(), 'selvage-boot-'));
  const port = await freePort();
  const entry = join(COPY, 'dist', 'src', 'cli', 'main.js');
  const args = [entry, 'start', '--port', String(port), '--data-dir', data];
  const server = spawn(node, args, { cwd: data, stdio: ['ignore', 'ignore', 'inherit'] });
  const exit = new Promise((resolve) =>
    server.once('exit', (code, signal) => resolve(code ?? signal)),
  );
  try {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    for (let ready = false; !ready; ) {
      if (server.exitCode !== null) throw new Error('the server ended before it was ready');
      if (Date.now() > deadline) throw new Error('the server did not become ready');
      await sleep(100);
      ready = await fetch(`http://127.0.0.1:${port}/health/ready`).then(
        (answer) => answer.ok,
        () => false,
      );
    }
    server.kill('SIGTERM');
    const code = await exit;
    if (code !== 0) throw new Error(`the server ended with ${code} after SIGTERM`);
    console.log(`a server on Node ${MAJOR} started, became ready and ended cleanly`);
  } finally {
    server.kill('SIGKILL');
    await exit;
    rmSync(data, { recursive: true, force: true });
  }
}

/** @returns {Promise<import('./vitest.mjs').Outcome>} */
export async function runCompat() {
  const node = await installNode();
  if (!node) {
    const message = `Node ${MAJOR} cannot be installed here`;
    if (process.env.CI) throw new Error(message);
    console.error(`SKIPPED: ${message}`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  await copyCheckout(node);
  await bootServer(node);
  return runVitest(['unit'], [], { root: COPY, node });
}
