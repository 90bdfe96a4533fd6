/** @typedef {import('./measure.mjs').Measured} Measured */
/** @typedef {import('./footprint.mjs').Footprint} Footprint */

const whole = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
const share = (/** @type {number | undefined} */ value) =>
  value === undefined ? '' : value.toFixed(2);
const ms = (/** @type {number} */ value) => value.toFixed(1);

/** @type {[string, (one: Measured) => string][]} */
const columns = [
  ['operation', (one) => one.operation],
  ['database', (one) => one.database],
  ['procs', (one) => String(one.processes)],
  ['ours/s', (one) => whole(one.ours.rate)],
  ['floor/s', (one) => whole(one.floor.rate)],
  ['ratio', (one) => share(one.ratio)],
  ['budget', (one) => share(one.budget)],
  ['', (one) => (one.ok === undefined ? '' : one.ok ? 'ok' : 'NOT')],
  ['cpu ratio', (one) => share(one.cpuRatio)],
  ['ours us', (one) => whole(one.ours.cpu)],
  ['floor us', (one) => whole(one.floor.cpu)],
  ['ours db us', (one) => whole(one.ours.databaseCpu)],
  ['floor db us', (one) => whole(one.floor.databaseCpu)],
  ['p50 ms', (one) => ms(one.ours.p50)],
  ['p99 ms', (one) => ms(one.ours.p99)],
  ['floor p99', (one) => ms(one.floor.p99)],
  ['bytes', (one) => whole(one.ours.bytes)],
  ['floor bytes', (one) => whole(one.floor.bytes)],
  ['rss MB', (one) => one.ours.rss.map(whole).join('+')],
];

/** Lines of a table, the columns as wide as they must be. @param {string[][]} rows */
function align(rows) {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((text, column) =>
          column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {Measured[]} results */
export const resultTable = (results) =>
  align([
    columns.map(([title]) => title),
    ...results.map((one) => columns.map(([, text]) => text(one))),
  ]);

/** @param {Footprint[]} footprints */
export const footprintTable = (footprints) =>
  align([
    ['database', 'start to ready ms', 'budget', 'idle rss MB', 'budget', 'after load MB', 'budget'],
    ...footprints.map((one) => [
      one.database,
      whole(one.readyMs),
      '1,000',
      whole(one.idle),
      '110',
      whole(one.loaded),
      '220',
    ]),
  ]);
