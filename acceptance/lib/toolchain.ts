import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunResult, root, run, tail } from './run.ts';

/** How a client program is started once everything it needs is there. */
export interface Prepared {
  readonly command: string;
  readonly args: readonly string[];
}

export const clients = join(root, 'acceptance', 'clients');

/** Where a language keeps what it has installed or compiled; ignored by git. */
export function cacheFor(language: string): string {
  const folder = join(root, '.cache', 'acceptance', language);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/**
 * Says loudly that a client cannot be driven on this machine. With SELVAGE_REQUIRE_CLIENTS=all it
 * is a failure: a continuous integration must not pass because something is not installed.
 */
export function missing(language: string, reason: string): undefined {
  const message = `NOT TESTED: the ${language} client. ${reason}`;
  if (process.env['SELVAGE_REQUIRE_CLIENTS'] === 'all') throw new Error(message);
  console.warn(`\n*** ${message} ***\n`);
  return undefined;
}

/** True when `command` can be started and does not fail. */
export async function works(command: string, ...args: string[]): Promise<boolean> {
  return (await run(command, args)).code === 0;
}

/**
 * Runs `install` unless it succeeded before with the same inputs. Gives undefined, or why it did
 * not succeed.
 */
export async function installOnce(
  language: string,
  inputs: readonly string[],
  install: (folder: string) => Promise<RunResult>,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(readFileSync(file)).update('\0');
  const wanted = hash.digest('hex');
  const folder = cacheFor(language);
  const stamp = join(folder, 'installed.sha256');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return undefined;
  rmSync(stamp, { force: true });
  const result = await install(folder);
  if (result.code !== 0) return tail(`${result.stdout}\n${result.stderr}`);
  writeFileSync(stamp, wanted);
  return undefined;
}
