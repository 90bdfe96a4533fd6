import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../../scripts/lib/run.mjs';

/**
 * @typedef {object} LoadOrder
 * @property {number} port
 * @property {number} connections
 * @property {number} seconds
 */

/**
 * @typedef {object} LoadResult
 * @property {number} done
 * @property {number} seconds from the first request to the last answer
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 * @property {number} bytes mean body of what counts as one request
 */

/** @typedef {{ result?: LoadResult; error?: string }} Answer */

/**
 * Starts the load generator of an operation. It stays for all windows, so that it is warm.
 * @param {string} operation
 * @param {string} worldFile
 */
export function startLoad(operation, worldFile) {
  const child = fork(join(ROOT, 'bench', 'load.mjs'), [operation, worldFile]);
  /** @type {Promise<[Answer]>} */
  const ended = once(child, 'exit').then(() => [{ error: 'the load generator ended' }]);
  return {
    /** @param {LoadOrder} order @returns {Promise<LoadResult>} */
    async run(order) {
      const answered = /** @type {Promise<[Answer]>} */ (once(child, 'message'));
      child.send(order);
      const [{ result, error }] = await Promise.race([answered, ended]);
      if (!result) throw new Error(`${operation}: ${error}`);
      return result;
    },
    stop() {
      if (child.connected) child.disconnect();
    },
  };
}
