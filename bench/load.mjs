// The load generator: a process of its own, told by messages what to do. Every connection sends
// its next request when the answer to the last one is there.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openConnection } from './lib/http-connection.mjs';
import { createLatencies } from './lib/latencies.mjs';
import { operations } from './lib/operations.mjs';

/** @typedef {import('./lib/load-driver.mjs').LoadOrder} LoadOrder */
/** @typedef {import('./lib/load-driver.mjs').LoadResult} LoadResult */

const [name, worldFile] = process.argv.slice(2);
const operation = operations.find((one) => one.name === name);
if (!operation || worldFile === undefined) throw new Error('load.mjs OPERATION WORLD-FILE');
const { steps, status } = operation;
/** @type {import('./lib/world.mjs').World} */
const world = JSON.parse(readFileSync(worldFile, 'utf8'));

const common = `host: 127.0.0.1\r\nauthorization: ${world.authorization}\r\nuser-agent: bench\r\n${
  operation.variant === undefined ? '' : `x-floor: ${operation.variant}\r\n`
}`;

/** @param {number} step @param {number} k @param {string} nonce */
function requestText(step, k, nonce) {
  const make = /** @type {import('./lib/operations.mjs').Step} */ (steps[step]);
  const { method, path, body } = make(k, world, nonce);
  const head = `${method} ${path} HTTP/1.1\r\n${common}`;
  if (body === undefined) return `${head}\r\n`;
  // ASCII throughout, so characters are bytes.
  const text = JSON.stringify(body);
  return `${head}content-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`;
}

/** @param {LoadOrder} order @returns {Promise<LoadResult>} */
function run({ port, connections, seconds }) {
  const nonce = randomBytes(4).toString('hex');
  const latencies = createLatencies();
  let next = 0;
  let done = 0;
  let bytes = 0;
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  return new Promise((resolve, reject) => {
    let open = connections;
    const closed = () => {
      open -= 1;
      if (open > 0) return;
      resolve({
        done,
        seconds: (performance.now() - begin) / 1_000,
        p50: latencies.percentile(0.5),
        p99: latencies.percentile(0.99),
        bytes: bytes / done,
      });
    };
    for (let index = 0; index < connections; index += 1) {
      let k = next++;
      let step = 0;
      let sentAt = performance.now();
      const connection = openConnection(
        port,
        (answer) => {
          if (answer.status !== status) {
            const text = requestText(step, k, nonce);
            reject(new Error(`${answer.status} ${answer.body()}\nto ${text}`));
            return connection.end();
          }
          bytes += answer.bytes;
          step += 1;
          if (step === steps.length) {
            const now = performance.now();
            latencies.add(now - sentAt);
            done += 1;
            if (now >= end) {
              connection.end();
              return closed();
            }
            k = next++;
            step = 0;
            sentAt = now;
          }
          connection.send(requestText(step, k, nonce));
        },
        reject,
      );
      connection.send(requestText(step, k, nonce));
    }
  });
}

process.on('message', (/** @type {LoadOrder} */ order) => {
  run(order).then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ error: String(error?.stack ?? error) }),
  );
});
process.on('disconnect', () => process.exit());
