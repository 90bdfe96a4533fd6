import { readFileSync } from 'node:fs';
import { expectedError } from '../platform/errors/expected-error.ts';

/** File descriptor of the standard input. */
const STDIN = 0;

interface SecretSource {
  /** `--client-secret-file` */
  flag: string;
  /** `-` is the standard input. */
  file: string | undefined;
  /** Environment variable that counts where no file is named. */
  variable: string;
}

/**
 * A secret from a file, the standard input or the environment. Never from an argument: those are
 * there for everybody on the machine, and stay in the history of the shell. Undefined: none given.
 */
export function readSecret(
  { flag, file, variable }: SecretSource,
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (file === undefined) return environment[variable] || undefined;
  let text: string;
  try {
    text = readFileSync(file === '-' ? STDIN : file, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw expectedError(`${flag} ${file} cannot be read: ${code}.`, error);
  }
  const secret = text.trim();
  if (secret === '') throw expectedError(`${flag} ${file} is empty.`);
  return secret;
}
