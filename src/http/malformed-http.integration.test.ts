import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { problemsOfError } from '../testing/hostile/verdict.ts';
import { basicHeader } from '../testing/projects-world.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let app: TestApp;
let port: number;
beforeAll(async () => {
  app = await createTestApp();
  await app.app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.app.server.address() as AddressInfo).port;
});
afterAll(() => app?.close());

/** Everything that comes back for these bytes until the server hangs up. */
async function raw(bytes: string | Buffer): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.end(bytes);
  await once(socket, 'close');
  return answer;
}

const authorization = () => basicHeader(app.test.project_id, app.test.secret);
const head = (...lines: string[]) =>
  `${['POST /v1/users HTTP/1.1', 'Host: x', ...lines].join('\r\n')}\r\n\r\n`;

describe('bytes that are no HTTP get a catalogue error', () => {
  test.each<[string, () => string | Buffer]>([
    ['noise', () => Buffer.from([0x16, 0x03, 0x01, 0x00, 0xff, 0x00])],
    ['an unknown method', () => 'HELLO /v1/users HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['no version', () => 'GET\r\n\r\n'],
    ['headers without end', () => head(`X-Large: ${'x'.repeat(100_000)}`)],
    ['a length that is no number', () => head('Content-Length: many')],
    ['two lengths', () => head('Content-Length: 2', 'Content-Length: 4')],
    [
      'a length and chunks, as request smuggling does',
      () => `${head('Content-Length: 4', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
    ],
    ['a chunk that is none', () => `${head('Transfer-Encoding: chunked')}zz\r\n`],
    ['a NUL in a header', () => head('X-Nul: a\0b')],
  ])('%s', async (_what, bytes) => {
    const answer = await raw(bytes());
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toMatch(/content-type: application\/json/i);
    const body = answer.slice(answer.indexOf('\r\n\r\n') + 4);
    expect(problemsOfError(400, JSON.parse(body))).toEqual([]);
  });

  test('a body shorter than announced is never acted upon', async () => {
    const lines = head(
      `Authorization: ${authorization()}`,
      'Content-Type: application/json',
      'Content-Length: 500',
    );
    const answer = await raw(`${lines}{"email":"cut-short@example.com"}`);
    expect(answer).not.toMatch(/ 20\d /);
    const found = await app.call('POST', '/v1/users/search', {});
    expect(found.body.results).toEqual([]);
  });

  test('a path of raw bytes is answered', async () => {
    const line = Buffer.from('GET /v1/users/\xff\xfe HTTP/1.1\r\nHost: x\r\n', 'latin1');
    const rest = Buffer.from(`Authorization: ${authorization()}\r\nConnection: close\r\n\r\n`);
    expect(await raw(Buffer.concat([line, rest]))).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});
