import { parseArgs } from 'node:util';

const USAGE = `npm run bench -- [options]

  --only REGEXP         operations whose name matches
  --database NAME       sqlite or postgres; default: both
  --workers N           processes on PostgreSQL beside 1; default 2; 1 leaves them out
  --quick               a smoke run: few users, short windows; its numbers say nothing
  --users N             size of the data set, one email and one session each; default 20000
  --connections N       keep-alive connections of the load generator; default 32
  --warm-up SECONDS     before the first window, on each side; default 15
  --window SECONDS      length of a measuring window; default 2
  --rounds N            windows on each side, taken in turns; default 7
  --profile             record where our server spends its processor time, and print it
  --main FILE           another build of the server; default dist/src/cli/main.js
  --no-memory           leave out start time and memory
`;

/**
 * @typedef {object} Options
 * @property {RegExp} only
 * @property {('sqlite' | 'postgres')[]} databases
 * @property {number} workers
 * @property {boolean} quick
 * @property {number} users
 * @property {number} connections
 * @property {number} warmUp seconds
 * @property {number} window seconds
 * @property {number} rounds
 * @property {boolean} profile
 * @property {string | undefined} main
 * @property {boolean} memory
 */

/** @param {string} text @param {string} name */
function positive(text, name) {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${name} must be a positive number`);
  return number;
}

/** @returns {Options} */
export function readOptions() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      database: { type: 'string' },
      workers: { type: 'string', default: '2' },
      quick: { type: 'boolean', default: false },
      users: { type: 'string' },
      connections: { type: 'string', default: '32' },
      'warm-up': { type: 'string' },
      window: { type: 'string' },
      rounds: { type: 'string' },
      profile: { type: 'boolean', default: false },
      main: { type: 'string' },
      'no-memory': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit();
  }
  const { database, quick } = values;
  if (database !== undefined && database !== 'sqlite' && database !== 'postgres') {
    throw new Error('--database is sqlite or postgres');
  }
  return {
    only: new RegExp(values.only),
    databases: database === undefined ? ['sqlite', 'postgres'] : [database],
    workers: positive(values.workers, 'workers'),
    quick,
    users: positive(values.users ?? (quick ? '4000' : '20000'), 'users'),
    connections: positive(values.connections, 'connections'),
    warmUp: positive(values['warm-up'] ?? (quick ? '1' : '15'), 'warm-up'),
    window: positive(values.window ?? (quick ? '1' : '2'), 'window'),
    rounds: positive(values.rounds ?? (quick ? '1' : '7'), 'rounds'),
    profile: values.profile,
    main: values.main,
    memory: !values['no-memory'],
  };
}
