import { availableParallelism } from 'node:os';
import type { Config } from '../../config/settings.ts';
import type { BreachSource } from './breach/breach-source.ts';
import { combineSources } from './breach/combined.ts';
import { createCommonPasswords } from './breach/common-passwords.ts';
import { createRangeApi } from './breach/range-api.ts';
import { createFairQueue } from './fair-queue.ts';
import { createPasswordHashing, type PasswordHashing } from './hashing/password-hash.ts';
import { createStrength, type Strength } from './strength/strength.ts';
import { createZxcvbn } from './strength/zxcvbn-policy.ts';

/** What is costly about passwords: one set a process. */
export interface PasswordTools {
  hashing: PasswordHashing;
  strength: Strength;
  breach: BreachSource;
  close(): Promise<void>;
}

type ToolsConfig = Pick<
  Config,
  | 'passwordHashMemoryKib'
  | 'passwordHashIterations'
  | 'passwordHashThreads'
  | 'passwordHashConcurrency'
  | 'breachApiUrl'
  | 'breachApiFailure'
>;

/** Threads of Node's pool where UV_THREADPOOL_SIZE does not say otherwise. */
const POOL_SIZE = 4;
/** Of them, kept for the signatures of JWTs and for file access. */
const KEPT = 1;

function concurrencyOf(config: ToolsConfig): number {
  const pool = Number(process.env['UV_THREADPOOL_SIZE']) || POOL_SIZE;
  const wanted = config.passwordHashConcurrency || availableParallelism();
  return Math.max(1, Math.min(wanted, pool - KEPT));
}

export interface PasswordToolsOptions {
  /** The operator's own set of leaked passwords. */
  offline?: BreachSource | undefined;
  /** Hears of a range API that cannot be asked. */
  report: (error: Error) => void;
}

/**
 * Starts nothing: the zxcvbn worker begins with the first check, the list of common passwords is
 * read by the first question.
 */
export function createPasswordTools(
  config: ToolsConfig,
  { offline, report }: PasswordToolsOptions,
): PasswordTools {
  // The cheap ones first.
  const sources: BreachSource[] = [createCommonPasswords()];
  if (offline) sources.push(offline);
  if (config.breachApiUrl !== undefined) {
    const onFailure = config.breachApiFailure;
    sources.push(createRangeApi({ url: config.breachApiUrl, onFailure, report }));
  }
  const breach = combineSources(sources);
  const zxcvbn = createZxcvbn();
  return {
    hashing: createPasswordHashing({
      queue: createFairQueue({ concurrency: concurrencyOf(config) }),
      cost: {
        memoryKib: config.passwordHashMemoryKib,
        iterations: config.passwordHashIterations,
        threads: config.passwordHashThreads,
      },
    }),
    strength: createStrength({ zxcvbn, breach }),
    breach,
    close: () => zxcvbn.close(),
  };
}
