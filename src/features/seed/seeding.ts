// Loaded where there is a seed file: the reader of YAML and the checker of shapes take a third of a
// second and memory that a server without one need not spend.
import { readSeed } from '../../config/read-seed.ts';
import { applySeed } from './apply-seed.ts';

type Effects = Parameters<typeof applySeed>[0];

/** What applies a seed file, which is read and checked at once. */
export function seedingOf(file: string): (effects: Effects) => ReturnType<typeof applySeed> {
  const seed = readSeed(file);
  return (effects) => applySeed(effects, seed);
}
