import { openConnection } from './http-connection.mjs';
import { createLatencies } from './latencies.mjs';

/**
 * @typedef {object} Loop
 * @property {number} port
 * @property {number} connections
 * @property {number} seconds
 * @property {(k: number) => string} text of request number k, head and body
 */

/** @typedef {{ done: number, rate: number, p50: number, p99: number, max: number }} Measured */

/**
 * The text of a request, ASCII throughout, so that characters are bytes.
 * @param {string} path @param {Record<string, string>} headers @param {string} body
 */
export function requestText(path, headers, body) {
  const lines = Object.entries({
    host: '127.0.0.1',
    ...headers,
    'content-length': String(body.length),
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

/**
 * One window of a load from this process: every connection sends its next request when the answer
 * to the last one is there. Every answer must be 200.
 * @param {Loop} loop @returns {Promise<Measured>}
 */
export function closedLoop({ port, connections, seconds, text }) {
  const latencies = createLatencies();
  const begin = performance.now();
  const end = begin + seconds * 1_000;
  let next = 0;
  let done = 0;
  let max = 0;
  let open = connections;
  return new Promise((resolve, reject) => {
    for (let index = 0; index < connections; index += 1) {
      let sentAt = performance.now();
      const connection = openConnection(
        port,
        (answer) => {
          if (answer.status !== 200) {
            connection.end();
            return reject(new Error(`${answer.status} ${answer.body()}`));
          }
          const now = performance.now();
          latencies.add(now - sentAt);
          max = Math.max(max, now - sentAt);
          done += 1;
          if (now >= end) {
            connection.end();
            open -= 1;
            if (open > 0) return;
            const rate = (done * 1_000) / (performance.now() - begin);
            const [p50, p99] = [latencies.percentile(0.5), latencies.percentile(0.99)];
            return resolve({ done, rate, p50, p99, max });
          }
          sentAt = now;
          connection.send(text(next++));
        },
        reject,
      );
      connection.send(text(next++));
    }
  });
}
