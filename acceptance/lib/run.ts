import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where the repository begins; every path in this folder is built from it. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The caller's environment without Selvage's own settings, which would leak into a test. */
export function cleanEnvironment(extra: Record<string, string> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('SELVAGE_'));
  return { ...Object.fromEntries(inherited), ...extra };
}

/**
 * Runs a program to its end. A program that is not installed gives code 127, as in a shell, so
 * that a caller has one kind of failure to look at.
 */
export async function run(
  command: string,
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<RunResult> {
  const child = spawn(command, args, {
    cwd: options.cwd ?? root,
    env: cleanEnvironment(options.env),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return { code: code ?? 1, ...output };
  } catch (error) {
    return { code: 127, stdout: output.stdout, stderr: String(error) };
  }
}

/** The last lines of a log, enough to see what went wrong. */
export function tail(text: string, lines = 30): string {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
