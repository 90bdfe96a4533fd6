// node bench/passwords.mjs: logins by password against the bare Argon2id rate of the same run, other
// operations during a flood of logins, and migrations a second.
//
//   --database sqlite|postgres   default: both
//   --seconds N                  length of a window; default 10
//   --rounds N                   windows on each side, taken in turns; default 2
//   --main FILE                  another build of the server; default dist/src/cli/main.js
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { hashRaw } from '@node-rs/argon2';
import { ENTRY, ensureBuilt } from '../scripts/lib/build.mjs';
import { closedLoop, requestText } from './lib/closed-loop.mjs';
import { cpuSeconds } from './lib/process-usage.mjs';
import { startOurs } from './lib/server-process.mjs';
import { createStorage } from './lib/storage.mjs';
import { HOT_SESSIONS, sessionToken } from './lib/world.mjs';

/** @typedef {{ path: string, body: object }} Call */
/** @typedef {import('./lib/closed-loop.mjs').Measured} Measured */

const USERS = 200;
const CORES = cpus().length;
const PASSWORD = 'violet-anchor-47-mosaic';
const BCRYPT = '$2y$05$Uaj5ltOhs.2M2DhZDMcD0OJID9ZJ6KrPIKv0OJMy2Kw05kjh7Z8U.';
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '2' },
    main: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const main = values.main === undefined ? ENTRY : resolve(values.main);
if (values.main === undefined) await ensureBuilt();

/** @param {number[]} numbers */
const mean = (numbers) => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

/** As many hashes in flight as there are cores, as in the server. */
async function rawHashes() {
  const end = performance.now() + seconds * 1_000;
  const begin = performance.now();
  const before = process.cpuUsage();
  let done = 0;
  const work = async () => {
    while (performance.now() < end) {
      await hashRaw(PASSWORD, { ...COST, salt: randomBytes(16) });
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: CORES }, work));
  const rate = (done * 1_000) / (performance.now() - begin);
  const { user, system } = process.cpuUsage(before);
  return { rate, cpuMs: (user + system) / 1_000 / done };
}

/**
 * A load over some connections, for one window.
 * @param {{ port: number, authorization: string }} server
 * @param {number} connections
 * @param {(k: number) => Call} make
 */
function load({ port, authorization }, connections, make) {
  const headers = { authorization, 'content-type': 'application/json' };
  return closedLoop({
    port,
    connections,
    seconds,
    text(k) {
      const { path, body } = make(k);
      return requestText(path, headers, JSON.stringify(body));
    },
  });
}

/** @param {number} k */
const emailOf = (k) => `login.${k % USERS}@bench.example`;
/** @param {number} k @returns {Call} */
const login = (k) => ({
  path: '/v1/passwords/authenticate',
  body: { email: emailOf(k), password: PASSWORD, session_duration_minutes: 60 },
});
/** @param {number} k @returns {Call} */
const session = (k) => ({
  path: '/v1/sessions/authenticate',
  body: { session_token: sessionToken(k % HOT_SESSIONS) },
});

/** @param {Measured} measured */
const shown = ({ rate, p50, p99, max }) =>
  `${rate.toFixed(1)}/s, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(1)} ms`;

/** @param {{ port: number, authorization: string }} server */
async function createUsers(server) {
  for (let k = 0; k < USERS; k += 1) {
    const response = await fetch(`http://127.0.0.1:${server.port}/v1/passwords`, {
      method: 'POST',
      headers: { authorization: server.authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ email: emailOf(k), password: PASSWORD }),
    });
    if (!response.ok) throw new Error(await response.text());
  }
}

/** @param {'sqlite' | 'postgres'} engine */
async function measureEngine(engine) {
  const storage = await createStorage(engine, main, 2_000);
  try {
    const ours = await startOurs({ storage, main });
    const { authorization } = JSON.parse(readFileSync(storage.worldFile, 'utf8'));
    const server = { port: ours.port, authorization };
    try {
      await createUsers(server);
      await load(server, 8, login);
      await load(server, 8, session);

      const raw = [];
      const logins = [];
      const loginCpu = [];
      for (let round = 0; round < rounds; round += 1) {
        raw.push(await rawHashes());
        const used = cpuSeconds([ours.pid]);
        const measured = await load(server, 32, login);
        logins.push(measured);
        loginCpu.push(((cpuSeconds([ours.pid]) - used) * 1_000) / measured.done);
      }
      const rate = mean(logins.map((one) => one.rate));
      const rawRate = mean(raw.map((one) => one.rate));
      const rawCpu = mean(raw.map((one) => one.cpuMs));
      const cpu = mean(loginCpu);
      say(`\n${engine}`);
      say(
        `  bare Argon2id                      ${rawRate.toFixed(1)}/s, ${rawCpu.toFixed(2)} ms of processor`,
      );
      say(`  passwords/authenticate             ${shown(/** @type {Measured} */ (logins.at(-1)))}`);
      say(`  ratio                              ${(rate / rawRate).toFixed(3)} (budget 0.80)`);
      say(
        `  by processor time, our process     ${(rawCpu / cpu).toFixed(3)}, ${cpu.toFixed(2)} ms a login`,
      );

      say(`  sessions/authenticate alone        ${shown(await load(server, 4, session))}`);
      const [flood, during] = await Promise.all([
        load(server, 100, login),
        load(server, 4, session),
      ]);
      say(`  sessions/authenticate in a flood   ${shown(during)} (budget p99 50 ms)`);
      say(`  the flood: 100 logins at once      ${shown(flood)}`);

      const nonce = randomBytes(4).toString('hex');
      const migrations = await load(server, 32, (k) => ({
        path: '/v1/passwords/migrate',
        body: { email: `m.${nonce}.${k}@bench.example`, hash: BCRYPT, hash_type: 'bcrypt' },
      }));
      say(`  passwords/migrate                  ${shown(migrations)}`);
    } finally {
      await ours.stop();
    }
  } finally {
    await storage.drop();
  }
}

say(`Node ${process.version}, ${CORES} x ${cpus()[0]?.model}`);
for (const engine of /** @type {const} */ (['sqlite', 'postgres'])) {
  if (values.database === undefined || values.database === engine) await measureEngine(engine);
}
