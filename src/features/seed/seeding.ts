// Loaded where there is a seed file: the reader of YAML and the checker of shapes take a tenth of a
// second and memory that a server without one need not spend.
export { readSeed } from '../../config/read-seed.ts';
export { applySeed } from './apply-seed.ts';
