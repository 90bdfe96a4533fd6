// node bench/tokens.mjs: `client_credentials` tokens a second, beside the floor (one lookup, one
// RS256 signature) and beside `oidc-provider` with its in-memory store; and what a JWT template
// costs a login check and a token. All sides of a comparison are measured in turns.
//
//   --database sqlite|postgres   default: both
//   --seconds N                  length of a window; default 3
//   --rounds N                   windows on each side; default 7
//   --warm-up N                  seconds on each side before; default 15
//   --main FILE                  another build of the server
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ENTRY, ensureBuilt } from '../scripts/lib/build.mjs';
import { closedLoop, requestText } from './lib/closed-loop.mjs';
import { cpuSeconds } from './lib/process-usage.mjs';
import { startFloor, startOurs, startPeer } from './lib/server-process.mjs';
import { createStorage } from './lib/storage.mjs';
import { CLIENTS, clientId, clientSecret, scattered, sessionToken } from './lib/world.mjs';

/** @typedef {import('./lib/server-process.mjs').Server} Server */
/** @typedef {(k: number) => string} RequestText */
/** @typedef {{ rate: number, cpu: number, p99: number }} Window */

const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '7' },
    'warm-up': { type: 'string', default: '15' },
    main: { type: 'string' },
  },
});
const [seconds, rounds, warmUp] = [values.seconds, values.rounds, values['warm-up']].map(Number);
const main = values.main === undefined ? ENTRY : resolve(values.main);
if (values.main === undefined) await ensureBuilt();

const CONNECTIONS = 32;
const USERS = 20_000;
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const JSON_TYPE = { 'content-type': 'application/json' };

/** What an application would take into its tokens: of the metadata, of the roles, of the user. */
const TEMPLATES = {
  SESSION:
    '{"plan": {{ user.trusted_metadata.plan }}, "roles": {{ user.rbac.roles }}, "ext": {{ user.external_id }}}',
  M2M: '{"tenant": {{ client.trusted_metadata.tenant }}, "name": {{ client.client_name }}}',
};

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

/** @param {number[]} numbers */
const median = (numbers) =>
  /** @type {number} */ (numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]);

/** @param {number} k */
const credentials = (k) => ({
  grant_type: 'client_credentials',
  client_id: clientId(scattered(k, CLIENTS)),
  client_secret: clientSecret(scattered(k, CLIENTS)),
});

/** @param {string} path @returns {RequestText} */
const tokenByForm = (path) => (k) =>
  requestText(path, FORM, new URLSearchParams(credentials(k)).toString());

/** @param {string} path @returns {RequestText} */
const tokenByJson = (path) => (k) => requestText(path, JSON_TYPE, JSON.stringify(credentials(k)));

/** @param {string} authorization @returns {RequestText} */
const checkSession = (authorization) => (k) =>
  requestText(
    '/v1/sessions/authenticate',
    { ...JSON_TYPE, authorization },
    JSON.stringify({ session_token: sessionToken(scattered(k, USERS)) }),
  );

/**
 * @typedef {object} Side
 * @property {string} name
 * @property {Server} server
 * @property {RequestText} text
 * @property {() => Promise<void>} [before] each window
 */

/** @param {Side} side @param {number} length @returns {Promise<Window>} */
async function measure({ server, text, before }, length) {
  await before?.();
  const used = cpuSeconds([server.pid]);
  const measured = await closedLoop({
    port: server.port,
    connections: CONNECTIONS,
    seconds: length,
    text,
  });
  const cpu = ((cpuSeconds([server.pid]) - used) * 1e6) / measured.done;
  return { rate: measured.rate, cpu, p99: measured.p99 };
}

/**
 * All sides in turns, in an order that changes, and how the first compares to each other one.
 * @param {readonly Side[]} sides
 */
async function compare(sides) {
  for (const side of sides) await measure(side, /** @type {number} */ (warmUp));
  /** @type {Window[][]} */
  const windows = sides.map(() => []);
  for (let round = 0; round < /** @type {number} */ (rounds); round += 1) {
    const order = round % 2 === 0 ? [...sides.keys()] : [...sides.keys()].reverse();
    for (const index of order) {
      const side = /** @type {Side} */ (sides[index]);
      windows[index]?.push(await measure(side, /** @type {number} */ (seconds)));
    }
  }
  const [first = []] = windows;
  for (const [index, { name }] of sides.entries()) {
    const own = windows[index] ?? [];
    const ratio = median(first.map((one, round) => one.rate / (own[round]?.rate ?? 0)));
    const cpu = median(own.map((one) => one.cpu));
    const shown = index === 0 ? '' : `  ${sides[0]?.name} / this: ${ratio.toFixed(3)}`;
    const byCpu =
      index === 0
        ? ''
        : `, by processor time ${(cpu / median(first.map((one) => one.cpu))).toFixed(3)}`;
    say(
      `  ${name.padEnd(44)} ${Math.round(median(own.map((one) => one.rate)))}/s  ${Math.round(cpu)} us  p99 ${median(own.map((one) => one.p99)).toFixed(1)} ms${shown}${byCpu}`,
    );
  }
}

/**
 * Sets or takes away the template of an environment, as an operator does.
 * @param {Server} server @param {string} dataDir
 */
function templatesOf(server, dataDir) {
  const { management } = JSON.parse(readFileSync(join(dataDir, 'credentials.json'), 'utf8'));
  const basic = Buffer.from(`${management.key_id}:${management.key_secret}`).toString('base64');
  const headers = { authorization: `Basic ${basic}`, ...JSON_TYPE };
  const place = '/pwa/v3/projects/my-project/environments/test/jwt_templates';
  /** @param {keyof typeof TEMPLATES} type @param {string} template_content */
  return (type, template_content) => async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}${place}/${type}`, {
      method: 'PUT',
      headers,
      body: JSON.stringify({ template_content }),
    });
    if (!answer.ok) throw new Error(await answer.text());
  };
}

/** @param {'sqlite' | 'postgres'} engine */
async function measureEngine(engine) {
  const storage = await createStorage(engine, main, USERS);
  const fresh = { SELVAGE_JWT_REUSE_SECONDS: '0' };
  const servers = [
    await startOurs({ storage, main, settings: fresh }),
    await startFloor({ storage }),
    await startPeer('oidc-server.mjs', '/.well-known/openid-configuration'),
  ];
  const [ours, floor, peer] = /** @type {[Server, Server, Server]} */ (servers);
  try {
    const { environmentId, authorization } = JSON.parse(readFileSync(storage.worldFile, 'utf8'));
    const path = `/v1/public/project-test-${environmentId}/oauth2/token`;
    say(`\n${engine}: tokens (budgets: 0.75 of the floor, 1.00 of oidc-provider)`);
    await compare([
      { name: 'ours, form', server: ours, text: tokenByForm(path) },
      { name: 'ours, JSON', server: ours, text: tokenByJson(path) },
      { name: 'floor: a lookup, a signature', server: floor, text: tokenByJson(path) },
      { name: 'oidc-provider, in memory', server: peer, text: tokenByForm('/token') },
    ]);
    const template = templatesOf(ours, storage.dataDir);
    say(`\n${engine}: what a template costs (budget 0.95)`);
    const login = { server: ours, text: checkSession(authorization) };
    await compare([
      { ...login, name: 'with', before: template('SESSION', TEMPLATES.SESSION) },
      { ...login, name: 'sessions/authenticate without', before: template('SESSION', '{}') },
    ]);
    const token = { server: ours, text: tokenByForm(path) };
    await compare([
      { ...token, name: 'with', before: template('M2M', TEMPLATES.M2M) },
      { ...token, name: 'oauth2/token without', before: template('M2M', '{}') },
    ]);
  } finally {
    for (const server of servers) await server.stop();
    await storage.drop();
  }
}

say(`Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}`);
for (const engine of /** @type {const} */ (['sqlite', 'postgres'])) {
  if (values.database === undefined || values.database === engine) await measureEngine(engine);
}
