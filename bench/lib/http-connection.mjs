// A keep-alive connection of the load generator. It knows just enough of HTTP to be cheap: the
// generator shares the machine with what it measures.
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: (\d+)/i;

/**
 * @typedef {object} Answer
 * @property {number} status
 * @property {number} bytes of the body
 * @property {() => string} body to be called before the next request
 */

/**
 * @param {number} port
 * @param {(answer: Answer) => void} onAnswer
 * @param {(error: Error) => void} onError
 */
export function openConnection(port, onAnswer, onError) {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true });
  /** @type {Buffer | undefined} */
  let held;

  socket.on('data', (chunk) => {
    const data = held ? Buffer.concat([held, chunk]) : chunk;
    const headEnd = data.indexOf(HEAD_END);
    if (headEnd < 0) {
      held = data;
      return;
    }
    const head = data.toString('latin1', 0, headEnd);
    const length = Number(LENGTH.exec(head)?.[1]);
    const begin = headEnd + HEAD_END.length;
    if (data.length < begin + length) {
      held = data;
      return;
    }
    held = undefined;
    onAnswer({
      // "HTTP/1.1 200 OK"
      status: Number(head.slice(9, 12)),
      bytes: length,
      body: () => data.toString('utf8', begin, begin + length),
    });
  });
  socket.on('error', onError);
  return {
    /** @param {string} text */
    send: (text) => socket.write(text, 'latin1'),
    end: () => socket.destroy(),
  };
}
