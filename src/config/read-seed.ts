import { readFileSync } from 'node:fs';
import { checkSeed } from '../features/seed/check-seed.ts';
import { expectedError } from '../platform/errors/expected-error.ts';
import { type Mistake, parseSeedDocument, type SeedPath, showPath } from './seed-document.ts';
import type { Seed } from './seed-schema.ts';
import { shapeMistakes, withoutMistakes } from './seed-shape.ts';

export interface SeedFile {
  seed: Seed;
  /** `file:line:column path`, to say where something is that cannot be done. */
  at(path: SeedPath): string;
}

/** All mistakes of a seed file at once, each `file:line:column path: what is wrong`. */
export class SeedError extends Error {
  readonly mistakes: readonly string[];
  readonly expected = true;
  constructor(mistakes: readonly string[]) {
    super(['The seed file has mistakes:', ...mistakes.map((one) => `  ${one}`)].join('\n'));
    this.name = 'SeedError';
    this.mistakes = mistakes;
  }
}

/** Reads a seed from YAML or JSON; throws a SeedError with every mistake in it. */
export function parseSeed(text: string, file: string): SeedFile {
  const document = parseSeedDocument(text);
  const at = (path: SeedPath): string =>
    `${file}:${document.positionOf(path)} ${showPath(path)}`.trimEnd();
  const told = ({ path, position, message }: Mistake): string => {
    const place = position === undefined ? at(path) : `${file}:${position}`;
    return `${place}: ${message}`;
  };
  const mistakes = [...document.mistakes];
  if (document.readable) {
    const wrong = shapeMistakes(document.value);
    mistakes.push(...wrong, ...checkSeed(withoutMistakes(document.value, wrong)));
  }
  if (mistakes.length > 0) throw new SeedError(inOrder(mistakes.map(told)));
  return { seed: document.value as Seed, at };
}

/** By line, then by column: the way the file is read. */
function inOrder(lines: readonly string[]): string[] {
  const place = (line: string) => /:(\d+):(\d+)(?: |:|$)/.exec(line)?.slice(1).map(Number) ?? [];
  return lines.toSorted((a, b) => {
    const [left, right] = [place(a), place(b)];
    return (left[0] ?? 0) - (right[0] ?? 0) || (left[1] ?? 0) - (right[1] ?? 0);
  });
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EISDIR: 'it is a folder',
};

export function readSeed(file: string): SeedFile {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw expectedError(`The seed file ${file} cannot be read: ${reasons[code] ?? code}.`, error);
  }
  return parseSeed(text, file);
}
