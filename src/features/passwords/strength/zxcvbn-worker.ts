import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { ZXCVBNResult } from 'zxcvbn';

export interface ZxcvbnQuestion {
  password: string;
  inputs: readonly string[];
}

export type ZxcvbnAnswer = Pick<ZXCVBNResult, 'score' | 'feedback'>;

/**
 * What runs in the worker, as text: a worker cannot load TypeScript, and the same file must serve
 * the sources (tests) and the build.
 *
 * zxcvbn tries every combination of substitutions (`4` or `@` for `a` ...). A hostile password of 64
 * characters has hundreds of them and takes ten seconds; an ordinary one has a handful.
 */
const source = `
  const { parentPort, workerData } = require('node:worker_threads');
  const matching = require(workerData.matching);
  const zxcvbn = require(workerData.zxcvbn);
  const enumerate = matching.enumerate_l33t_subs;
  matching.enumerate_l33t_subs = (table) => enumerate(table).slice(0, workerData.maxSubstitutions);
  parentPort.on('message', ({ password, inputs }) => {
    const { score, feedback } = zxcvbn(password, inputs);
    parentPort.postMessage({ score, feedback });
  });
`;

const MAX_SUBSTITUTIONS = 32;
/** zxcvbn and its dictionaries take about 30 MB. */
const MAX_HEAP_MB = 128;

const { resolve } = createRequire(import.meta.url);

/** Knows nothing but zxcvbn: no environment variables, no options of the process. */
export function startZxcvbnWorker(): Worker {
  return new Worker(source, {
    eval: true,
    env: {},
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
    workerData: {
      zxcvbn: resolve('zxcvbn'),
      matching: resolve('zxcvbn/lib/matching'),
      maxSubstitutions: MAX_SUBSTITUTIONS,
    },
  });
}
