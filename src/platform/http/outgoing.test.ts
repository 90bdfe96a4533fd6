import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { createOutgoing, OutgoingError, type ResolvedAddress } from './outgoing.ts';

type Closing = () => Promise<unknown> | unknown;
const closing: Closing[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(server: Server | http.Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port;
}

interface Site {
  port: number;
  seen: IncomingMessage[];
}

async function site(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const seen: IncomingMessage[] = [];
  const port = await listen(
    http.createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    }),
  );
  return { port, seen } satisfies Site;
}

const fixed = (...addresses: string[]) => {
  const asked: string[] = [];
  const resolve = async (hostname: string): Promise<ResolvedAddress[]> => {
    asked.push(hostname);
    return addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };
  return { asked, resolve };
};

const reasonOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'answered',
    (error: unknown) => {
      if (error instanceof OutgoingError) return error.reason;
      throw error;
    },
  );

const open = createOutgoing({ allowPrivate: true });
const guarded = createOutgoing({ allowPrivate: false });

describe('an outgoing request', () => {
  test('brings status, headers and body of the answer', async () => {
    const { port, seen } = await site((request, response) => {
      response.writeHead(201, { 'x-one': '1' });
      request.pipe(response);
    });
    const answer = await open.request(`http://127.0.0.1:${port}/path?q=1`, {
      method: 'POST',
      headers: { authorization: 'Bearer abc' },
      body: 'grüße',
    });
    expect(answer).toMatchObject({ status: 201, body: 'grüße' });
    expect(answer.headers['x-one']).toBe('1');
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/path?q=1' });
    expect(seen[0]?.headers).toMatchObject({
      authorization: 'Bearer abc',
      'accept-encoding': 'identity',
    });
  });

  test('does not follow a redirect', async () => {
    const target = await site((_request, response) => response.end('secret'));
    const { port } = await site((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${target.port}/` }).end();
    });
    const answer = await open.request(`http://127.0.0.1:${port}/`);
    expect(answer.status).toBe(302);
    expect(target.seen).toEqual([]);
  });

  test('goes to the address that was checked, with one look-up of the name', async () => {
    const { port, seen } = await site((_request, response) => response.end('ok'));
    const { asked, resolve } = fixed('127.0.0.1');
    const outgoing = createOutgoing({ allowPrivate: true, resolve });
    expect((await outgoing.request(`http://app.example:${port}/`)).body).toBe('ok');
    expect(asked).toEqual(['app.example']);
    expect(seen[0]?.headers.host).toBe(`app.example:${port}`);
  });

  test('a name that turns into another address after the check does not lead there', async () => {
    const { port } = await site((request, response) => response.end(request.socket.localAddress));
    let calls = 0;
    const resolve = async (): Promise<ResolvedAddress[]> => {
      calls += 1;
      return [{ address: calls === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    };
    const outgoing = createOutgoing({ allowPrivate: true, resolve });
    const answer = await outgoing.request(`http://rebind.example:${port}/`);
    expect(answer.body).toBe('127.0.0.1');
    expect(calls).toBe(1);
  });

  test('is refused if one address of several is private', async () => {
    const { resolve } = fixed('8.8.8.8', '10.0.0.1');
    const outgoing = createOutgoing({ allowPrivate: false, resolve });
    expect(await reasonOf(outgoing.request('https://mixed.example/'))).toBe('forbidden');
  });

  test('is unreachable where the name has no address or cannot be resolved', async () => {
    const none = createOutgoing({ allowPrivate: false, resolve: async () => [] });
    expect(await reasonOf(none.request('https://none.example/'))).toBe('unreachable');
    const failing = createOutgoing({
      allowPrivate: false,
      resolve: () => Promise.reject(Object.assign(new Error('no'), { code: 'ENOTFOUND' })),
    });
    expect(await reasonOf(failing.request('https://none.example/'))).toBe('unreachable');
  });

  test('accepts only a certificate that it can verify', async () => {
    // Speaks TLS with a self-signed certificate of its own.
    const server = new SMTPServer({ secure: true, logger: false });
    server.on('error', () => undefined);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    closing.push(() => new Promise<void>((done) => server.close(done)));
    const { port } = server.server.address() as AddressInfo;
    const attempt = open.request(`https://127.0.0.1:${port}/`);
    await expect(attempt).rejects.toMatchObject({
      reason: 'unreachable',
      message: expect.stringMatching(/CERT|SIGNED|ALTNAME/),
    });
  });

  test('ends at the time-out, wherever the other side hangs', async () => {
    const { port } = await site((request, response) => {
      if (request.url === '/body') response.write('begin');
    });
    const outgoing = createOutgoing({
      allowPrivate: true,
      timeoutMs: 100,
      resolve: () => new Promise(() => undefined),
    });
    for (const url of [
      `http://127.0.0.1:${port}/headers`,
      `http://127.0.0.1:${port}/body`,
      'http://slow-name.example/',
    ]) {
      expect(await reasonOf(outgoing.request(url))).toBe('timeout');
    }
  });

  test('takes an answer of exactly the size limit and refuses one byte more', async () => {
    const { port } = await site((request, response) => {
      response.end('x'.repeat(Number(request.url?.slice(1))));
    });
    const outgoing = createOutgoing({ allowPrivate: true, maxBytes: 1_000 });
    expect((await outgoing.request(`http://127.0.0.1:${port}/1000`)).body).toHaveLength(1_000);
    expect(await reasonOf(outgoing.request(`http://127.0.0.1:${port}/1001`))).toBe('too-large');
  });

  test('an endless answer is cut off at the size limit', async () => {
    let ended = false;
    const { port } = await site((_request, response) => {
      const timer = setInterval(() => response.write('x'.repeat(10_000)), 1);
      response.on('close', () => {
        ended = true;
        clearInterval(timer);
      });
    });
    const outgoing = createOutgoing({ allowPrivate: true, maxBytes: 50_000 });
    expect(await reasonOf(outgoing.request(`http://127.0.0.1:${port}/`))).toBe('too-large');
    await expect.poll(() => ended).toBe(true);
  });

  test.each([
    ['no HTTP', 'hello\r\n\r\n', 'malformed'],
    [
      'an upgrade nobody asked for',
      'HTTP/1.1 101 S\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n',
      'malformed',
    ],
    [
      'two lengths',
      'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      'malformed',
    ],
    ['a body cut off', 'HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab', 'unreachable'],
    ['nothing', '', 'unreachable'],
  ])('an answer that is %s fails', async (_what, bytes, reason) => {
    const port = await listen(createServer((socket) => void socket.end(bytes)));
    expect(await reasonOf(open.request(`http://127.0.0.1:${port}/`))).toBe(reason);
  });

  test('a header that holds a line break is not sent', async () => {
    const { port, seen } = await site((_request, response) => response.end());
    const attempt = open.request(`http://127.0.0.1:${port}/`, {
      headers: { authorization: 'Bearer a\r\nx-other: 1' },
    });
    expect(await reasonOf(attempt)).toBe('malformed');
    expect(seen).toEqual([]);
  });

  test('a closed port is unreachable', async () => {
    const { port } = await site((_request, response) => response.end());
    for (const close of closing.splice(0)) await close();
    expect(await reasonOf(open.request(`http://127.0.0.1:${port}/`))).toBe('unreachable');
  });

  test('an error names the host and no more', async () => {
    const attempt = guarded.request('https://127.0.0.1/path?token=abc', {
      headers: { authorization: 'Bearer abc' },
    });
    const error: unknown = await attempt.catch((caught: unknown) => caught);
    expect(String(error)).toContain('127.0.0.1');
    expect(`${String(error)} ${JSON.stringify(error)}`).not.toMatch(/abc|path/);
  });
});

describe('a URL', () => {
  test.each([
    ['loopback', '127.0.0.1'],
    ['decimal', '2130706433'],
    ['octal', '0177.0.0.1'],
    ['hexadecimal', '0x7f.0.0.1'],
    ['one hexadecimal number', '0x7f000001'],
    ['short', '127.1'],
    ['with a trailing dot', '127.0.0.1.'],
    ['in full-width digits', '１２７.0.0.1'],
    ['zero', '0'],
    ['metadata in decimal', '2852039166'],
    ['IPv6 loopback', '[::1]'],
    ['IPv6 loopback in full', '[0:0:0:0:0:0:0:1]'],
    ['mapped', '[::ffff:127.0.0.1]'],
    ['mapped in hexadecimal', '[::ffff:7f00:1]'],
    ['private', '10.1.2.3'],
    ['unique local', '[fd00::1]'],
    ['link-local', '[fe80::1]'],
  ])('of a host that is %s, %s, is forbidden before anything is sent', async (_what, host) => {
    const { asked, resolve } = fixed('8.8.8.8');
    const outgoing = createOutgoing({ allowPrivate: false, resolve });
    expect(await reasonOf(outgoing.request(`https://${host}/`))).toBe('forbidden');
    expect(asked).toEqual([]);
  });

  test.each(['localhost.', 'LOCALHOST', 'intranet', 'app.example.'])(
    'of %s is forbidden by what the name stands for',
    async (host) => {
      const { asked, resolve } = fixed('127.0.0.1');
      const outgoing = createOutgoing({ allowPrivate: false, resolve });
      expect(await reasonOf(outgoing.request(`https://${host}/`))).toBe('forbidden');
      expect(asked).toEqual([host.toLowerCase()]);
    },
  );

  test('of localhost is forbidden with the resolver of the system', async () => {
    expect(await reasonOf(guarded.request('https://localhost/'))).toBe('forbidden');
  });

  test.each([
    '',
    '/relative',
    'https://',
    'https://[fe80::1%25eth0]/',
    'https://a b/',
    'no scheme',
  ])('that cannot be read is malformed: "%s"', async (url) => {
    expect(await reasonOf(open.request(url))).toBe('malformed');
  });

  test.each([
    'http://app.example/',
    'ftp://app.example/',
    'file:///etc/passwd',
    'data:text/plain,x',
    'gopher://app.example/',
    'https://user:password@app.example/',
    'https://user@app.example/',
  ])('with another scheme or with credentials is forbidden: %s', async (url) => {
    const { resolve } = fixed('8.8.8.8');
    const outgoing = createOutgoing({ allowPrivate: false, resolve });
    expect(await reasonOf(outgoing.request(url))).toBe('forbidden');
  });

  test('of plain http is allowed together with private addresses only', async () => {
    const { port } = await site((_request, response) => response.end('ok'));
    expect((await open.request(`http://127.0.0.1:${port}/`)).status).toBe(200);
    expect(await reasonOf(open.request('ftp://127.0.0.1/'))).toBe('forbidden');
    expect(await reasonOf(open.request('http://169.254.169.254/'))).toBe('forbidden');
  });
});
