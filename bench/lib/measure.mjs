// One operation: our server and the floor, warmed up, then in turns.
import { startLoad } from './load-driver.mjs';
import { processTree, residentMegabytes, stopwatch } from './process-usage.mjs';
import { startFloor, startOurs } from './server-process.mjs';

/**
 * @typedef {object} Side
 * @property {number} rate requests a second
 * @property {number} p50 milliseconds
 * @property {number} p99 milliseconds
 * @property {number} cpu microseconds of processor time of the server a request
 * @property {number} databaseCpu the same of PostgreSQL's processes
 * @property {number} bytes mean body
 * @property {number[]} rates of each window
 * @property {number[]} rss MB of each process afterwards
 */

/**
 * @typedef {object} Measured
 * @property {string} operation
 * @property {string} database
 * @property {number} processes
 * @property {Side} ours
 * @property {Side} floor
 * @property {number} ratio by requests a second
 * @property {number} cpuRatio by processor time of the server
 * @property {number | undefined} budget
 * @property {boolean | undefined} ok
 */

/** @typedef {import('./load-driver.mjs').LoadResult & { cpu: number; databaseCpu: number }} Window */

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = low] = sorted.slice(
    Math.ceil(middle) - 1,
    Math.floor(middle) + 1,
  );
  return (low + high) / 2;
}

/**
 * Medians, because other work on the machine disturbs some windows and not others.
 * @param {Window[]} windows @param {number[]} rss @returns {Side}
 */
function summary(windows, rss) {
  const of = (/** @type {(one: Window) => number} */ value) => median(windows.map(value));
  return {
    rate: of((one) => one.done / one.seconds),
    p50: of((one) => one.p50),
    p99: of((one) => one.p99),
    cpu: of((one) => (one.cpu / one.done) * 1e6),
    databaseCpu: of((one) => (one.databaseCpu / one.done) * 1e6),
    bytes: of((one) => one.bytes),
    rates: windows.map((one) => one.done / one.seconds),
    rss,
  };
}

/**
 * @param {import('./operations.mjs').Operation} operation
 * @param {object} setting
 * @param {import('./storage.mjs').Storage} setting.storage
 * @param {string} setting.main
 * @param {number} setting.processes
 * @param {string | undefined} setting.profile file for the profile of our server
 * @param {import('./options.mjs').Options} setting.options
 * @returns {Promise<Measured>}
 */
export async function measure(operation, { storage, main, processes, profile, options }) {
  const { connections, warmUp, window, rounds } = options;
  const load = startLoad(operation.name, storage.worldFile);
  const ours = await startOurs({
    storage,
    main,
    workers: processes,
    settings: operation.settings ?? {},
    profile,
  });
  const floor = await startFloor({ storage, workers: processes });

  /** @param {import('./server-process.mjs').Server} server @param {number} seconds */
  async function runWindow(server, seconds) {
    if (operation.usesPrepared) await storage.resetPrepared();
    const pids = processTree(server.pid);
    const backends = await storage.backends();
    const [used, usedByDatabase] = [stopwatch(pids), stopwatch(backends)];
    const result = await load.run({ port: server.port, connections, seconds });
    return { ...result, cpu: used(), databaseCpu: usedByDatabase() };
  }

  try {
    await runWindow(floor, warmUp);
    await runWindow(ours, warmUp);
    /** @type {{ ours: Window[]; floor: Window[] }} */
    const windows = { ours: [], floor: [] };
    for (let round = 0; round < rounds; round += 1) {
      if (profile) process.kill(ours.pid, 'SIGUSR2');
      windows.ours.push(await runWindow(ours, window));
      if (profile) process.kill(ours.pid, 'SIGUSR2');
      windows.floor.push(await runWindow(floor, window));
    }
    const side = {
      ours: summary(windows.ours, residentMegabytes(processTree(ours.pid))),
      floor: summary(windows.floor, residentMegabytes(processTree(floor.pid))),
    };
    const ratio = median(
      side.ours.rates.map((rate, round) => rate / (side.floor.rates[round] ?? 0)),
    );
    const { budget } = operation;
    return {
      operation: operation.name,
      database: storage.engine,
      processes,
      ...side,
      ratio,
      cpuRatio: side.floor.cpu / side.ours.cpu,
      budget,
      ok: budget === undefined ? undefined : ratio >= budget,
    };
  } finally {
    load.stop();
    await ours.stop();
    await floor.stop();
  }
}
