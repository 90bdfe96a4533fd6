import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createRangeApi, type RangeApiOptions } from './range-api.ts';
import { sha1Hex } from './sha1-hex.ts';

const BREACHED = 'hunter2 🔑';
const FRESH = 'wobbly-thermal-krill-9';
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(handler: Handler): Promise<string> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`;
}

const FILLER = Array.from({ length: 800 }, (_, i) => `${sha1Hex(`filler ${i}`).slice(5)}:${i + 1}`);

/** Knows passwords as the public API does: by suffix, among others, with padding of count 0. */
function rangesOf(passwords: Record<string, number>): Handler {
  return (request, response) => {
    const prefix = request.url?.split('/').at(-1);
    const known = Object.entries(passwords)
      .map(([password, count]) => ({ hash: sha1Hex(password), count }))
      .filter(({ hash }) => hash.startsWith(prefix ?? '-'))
      .map(({ hash, count }) => `${hash.slice(5)}:${count}`);
    response.setHeader('content-type', 'text/plain').end([...FILLER, ...known].join('\r\n'));
  };
}

async function source(handler: Handler, options: Partial<RangeApiOptions> = {}) {
  return createRangeApi({
    url: await serve(handler),
    onFailure: 'refuse',
    timeoutMs: 30_000,
    ...options,
  });
}

describe('the range API', () => {
  test('knows what the server knows', async () => {
    const api = await source(rangesOf({ [BREACHED]: 17 }));
    expect(await api.isBreached(BREACHED)).toBe(true);
    expect(await api.isBreached(FRESH)).toBe(false);
  });

  test('sends five digits of the hash, asks for padding, and nothing else of the password', async () => {
    const seen: IncomingMessage[] = [];
    const answer = rangesOf({});
    const api = await source((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    await api.isBreached(BREACHED);
    expect(seen[0]?.url).toBe(`/range/${sha1Hex(BREACHED).slice(0, 5)}`);
    expect(seen[0]?.headers).toMatchObject({ 'add-padding': 'true', 'user-agent': 'selvage' });
    expect(JSON.stringify(seen[0]?.rawHeaders)).not.toContain(sha1Hex(BREACHED).slice(5, 12));
  });

  test('is not taken in by padding', async () => {
    const api = await source(rangesOf({ [FRESH]: 0 }));
    expect(await api.isBreached(FRESH)).toBe(false);
  });

  test('takes lower case, bare line ends, and a URL with a slash', async () => {
    const url = await serve((_request, response) => {
      response.end(`${sha1Hex(BREACHED).slice(5).toLowerCase()}:3\n`);
    });
    const api = createRangeApi({ url: `${url}/`, onFailure: 'refuse' });
    expect(await api.isBreached(BREACHED)).toBe(true);
  });
});

describe.each<[string, Handler, Partial<RangeApiOptions>?]>([
  ['fails', (_request, response) => response.writeHead(503).end(`${'A'.repeat(35)}:1\r\n`)],
  ['redirects', (_request, response) => response.writeHead(302, { location: '/' }).end()],
  ['answers something else', (_request, response) => response.end('<html>Log in to the network')],
  ['answers nothing', (_request, response) => response.end()],
  ['hangs up', (request) => request.socket.destroy()],
  ['hangs', () => {}, { timeoutMs: 200 }],
  [
    'sends without end',
    (_request, response) => {
      const line = `${'A'.repeat(35)}:1\r\n`.repeat(1_000);
      const more = () => {
        if (!response.destroyed && response.write(line)) setImmediate(more);
      };
      response.on('drain', more);
      more();
    },
  ],
])('a server that %s', (_name, handler, options = {}) => {
  test('is no reason to refuse where the setting says accept, and is reported', async () => {
    const reports: Error[] = [];
    const report = (error: Error) => reports.push(error);
    const api = await source(handler, { ...options, onFailure: 'accept', report });
    expect(await api.isBreached(BREACHED)).toBe(false);
    expect(reports).toHaveLength(1);
    const text = `${reports[0]?.stack}`;
    expect(text).not.toContain(sha1Hex(BREACHED).slice(0, 5));
    expect(text).not.toContain(BREACHED);
  });

  test('is a failure where the setting says refuse', async () => {
    const api = await source(handler, options);
    await expect(api.isBreached(BREACHED)).rejects.toMatchObject({
      type: 'password_validation_timeout',
      status: 400,
    });
  });
});

test('a server that is not there is a failure too', async () => {
  const url = await serve(() => {});
  for (const close of closers.splice(0)) close();
  const api = createRangeApi({ url, onFailure: 'refuse' });
  await expect(api.isBreached(BREACHED)).rejects.toMatchObject({
    type: 'password_validation_timeout',
  });
});
