// npm run bench: our server against its floor, both measured in turns in the same run.
// `--help` lists the options; README.md beside this file says how to read the numbers.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { ENTRY, ensureBuilt } from '../scripts/lib/build.mjs';
import { ROOT } from '../scripts/lib/run.mjs';
import { profileText } from './lib/cpu-profile.mjs';
import { measureFootprint } from './lib/footprint.mjs';
import { measure } from './lib/measure.mjs';
import { operations } from './lib/operations.mjs';
import { readOptions } from './lib/options.mjs';
import { footprintTable, resultTable } from './lib/report.mjs';
import { createStorage } from './lib/storage.mjs';

const options = readOptions();
const main = options.main === undefined ? ENTRY : resolve(options.main);
if (options.main === undefined) await ensureBuilt();

const folder = join(ROOT, '.cache', 'bench');
const date = new Date().toISOString().replace(/:/g, '-').slice(0, 19);
mkdirSync(folder, { recursive: true });
const chosen = operations.filter(({ name }) => options.only.test(name));
const started = performance.now();

/** @type {import('./lib/measure.mjs').Measured[]} */
const results = [];
/** @type {import('./lib/footprint.mjs').Footprint[]} */
const footprints = [];

/** @param {string} text */
const say = (text) => process.stderr.write(`${text}\n`);

/** @param {import('./lib/storage.mjs').Storage} storage @param {number} processes */
async function measureAll(storage, processes) {
  for (const operation of chosen) {
    const name = `${storage.engine} ${operation.name}`.replace(/[^a-z]+/gi, '-');
    // Workers would all write the same file.
    const profiled = options.profile && processes === 1;
    const profile = profiled ? join(folder, `${date}-${name}.cpuprofile`) : undefined;
    const measured = await measure(operation, { storage, main, processes, profile, options });
    results.push(measured);
    const { ratio, cpuRatio } = measured;
    const load = loadavg()[0]?.toFixed(1);
    say(
      `${storage.engine} x${processes}  ${operation.name}: ${ratio.toFixed(2)}, by processor time ${cpuRatio.toFixed(2)} (load ${load})`,
    );
    if (profile) process.stdout.write(`\n${profileText(profile)}\n`);
  }
}

for (const engine of options.databases) {
  say(`${engine}: preparing ${options.users} users`);
  const storage = await createStorage(engine, main, options.users);
  try {
    await measureAll(storage, 1);
    if (engine === 'postgres' && options.workers > 1) await measureAll(storage, options.workers);
    if (options.memory) footprints.push(await measureFootprint(storage, main, options));
  } finally {
    await storage.drop();
  }
}

const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
const file = join(folder, `${date}.json`);
const { only, ...rest } = options;
const report = {
  date,
  minutes: (performance.now() - started) / 60_000,
  ...machine,
  options: { ...rest, only: only.source },
  results,
  footprints,
};
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`\n${resultTable(results)}\n`);
if (footprints.length > 0) process.stdout.write(`\n${footprintTable(footprints)}\n`);
process.stdout.write(
  `\nNode ${machine.node}, ${machine.cores} x ${machine.cpu}; ${options.users} users, ${options.connections} connections\n${file}\n`,
);
