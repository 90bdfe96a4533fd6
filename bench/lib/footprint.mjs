// Start time and memory of our server on a filled database.
import { setTimeout as sleep } from 'node:timers/promises';
import { startLoad } from './load-driver.mjs';
import { operations } from './operations.mjs';
import { residentMegabytes } from './process-usage.mjs';
import { startOurs } from './server-process.mjs';

const STARTS = 3;
const IDLE_MS = 5_000;
/** Short enough for no load to run out of the links and codes that were prepared for it. */
const LOAD_SECONDS = 2;

/**
 * @typedef {object} Footprint
 * @property {string} database
 * @property {number} readyMs median of three starts
 * @property {number} idle MB after five seconds without a request
 * @property {number} loaded MB after a window of every operation
 */

/**
 * @param {import('./storage.mjs').Storage} storage
 * @param {string} main
 * @param {import('./options.mjs').Options} options
 * @returns {Promise<Footprint>}
 */
export async function measureFootprint(storage, main, { connections }) {
  /** @type {number[]} */
  const starts = [];
  for (let index = 1; index < STARTS; index += 1) {
    const server = await startOurs({ storage, main });
    starts.push(server.readyMs);
    await server.stop();
  }
  const server = await startOurs({ storage, main });
  starts.push(server.readyMs);
  try {
    await sleep(IDLE_MS);
    const [idle = Number.NaN] = residentMegabytes([server.pid]);
    for (const operation of operations) {
      if (operation.usesPrepared) await storage.resetPrepared();
      const load = startLoad(operation.name, storage.worldFile);
      await load.run({ port: server.port, connections, seconds: LOAD_SECONDS });
      load.stop();
    }
    const [loaded = Number.NaN] = residentMegabytes([server.pid]);
    const readyMs = starts.sort((a, b) => a - b)[1] ?? Number.NaN;
    return { database: storage.engine, readyMs, idle, loaded };
  } finally {
    await server.stop();
  }
}
