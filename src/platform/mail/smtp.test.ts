import { createServer, type Server, type Socket } from 'node:net';
import { simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach, describe, expect, it } from 'vitest';
import {
  classifySmtpError,
  createSmtpTransport,
  type MailTransport,
  type OutgoingMail,
  type SmtpOptions,
} from './smtp.ts';

const cleanups: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Delivery {
  raw: string;
  from: string;
  to: string[];
  secure: boolean;
  user: string | undefined;
}

interface TestServer {
  port: number;
  deliveries: Delivery[];
  sockets: Set<Socket>;
  connections: number;
}

function reply(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}

/** Enhanced codes stand in the tests' own replies, so the server adds none. */
async function startServer(options: SMTPServerOptions = {}): Promise<TestServer> {
  const state: TestServer = { port: 0, deliveries: [], sockets: new Set(), connections: 0 };
  const server = new SMTPServer({
    logger: false,
    hideSTARTTLS: true,
    authOptional: true,
    disableReverseLookup: true,
    hideENHANCEDSTATUSCODES: true,
    closeTimeout: 1,
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        state.deliveries.push({
          raw: Buffer.concat(chunks).toString('latin1'),
          from: mailFrom ? mailFrom.address : '',
          to: rcptTo.map(({ address }) => address),
          secure: session.secure,
          user: typeof session.user === 'string' ? session.user : undefined,
        });
        done(null, 'queued');
      });
    },
    ...options,
  });
  server.on('error', () => {}); // clients that hang up are part of these tests
  state.port = await listen(server.server, state);
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return state;
}

/** A peer that speaks byte by byte, for what no real server would do. */
async function startRawServer(onSocket: (socket: Socket) => void): Promise<TestServer> {
  const state: TestServer = { port: 0, deliveries: [], sockets: new Set(), connections: 0 };
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  });
  state.port = await listen(server, state);
  cleanups.push(async () => {
    for (const socket of state.sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return state;
}

function listen(server: Server, state: TestServer): Promise<number> {
  server.on('connection', (socket: Socket) => {
    state.connections += 1;
    state.sockets.add(socket);
    socket.on('close', () => state.sockets.delete(socket));
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : 0);
    });
  });
}

function connect(url: string, options: Omit<SmtpOptions, 'url'> = {}): MailTransport {
  const transport = createSmtpTransport({ url, closeTimeoutMs: 2_000, ...options });
  cleanups.push(() => transport.close());
  return transport;
}

const mail: OutgoingMail = {
  from: { name: 'Acme “Login” ü', address: 'login@acme.example' },
  replyTo: { name: 'Help', address: 'help@acme.example' },
  to: 'ada@example.com',
  subject:
    'Your login request to Café Zürich 🔑 with a subject long enough to be folded over lines',
  html: `<p>Hëllo <a href="https://a.example/?x=1&amp;token=abc">${'long '.repeat(60)}</a></p>`,
  text: `Hëllo 🔑\n\nhttps://a.example/?x=1&token=${'abcdefghij'.repeat(12)}\n.\n..two dots\n`,
  messageId: 'message-test-0190f6f0-7b2a',
  headers: { 'X-Selvage-Kind': 'login' },
};

async function failureOf(sending: Promise<unknown>) {
  const error = await sending.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(Error);
  expect(`${error} ${JSON.stringify(error)}`).not.toMatch(/ada@|secret|login@/);
  return classifySmtpError(error);
}

describe('a mail that arrives', () => {
  it('is multipart/alternative with both parts, subject and names intact', async () => {
    const server = await startServer();
    const sent = await connect(`smtp://127.0.0.1:${server.port}`).send(mail);
    expect(sent.response).toMatch(/^250 /);

    const delivery = server.deliveries[0];
    expect(delivery).toMatchObject({ from: 'login@acme.example', to: ['ada@example.com'] });
    const parsed = await simpleParser(Buffer.from(delivery?.raw ?? '', 'latin1'));
    expect(parsed.headers.get('content-type')).toMatchObject({ value: 'multipart/alternative' });
    expect(parsed.subject).toBe(mail.subject);
    expect(parsed.text?.trimEnd()).toBe(mail.text.trimEnd());
    expect(parsed.html).toContain(mail.html);
    expect(parsed.from?.value).toEqual([mail.from]);
    expect(parsed.replyTo?.value).toEqual([mail.replyTo]);
    expect(parsed.messageId).toBe('<message-test-0190f6f0-7b2a@acme.example>');
    expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
    expect(parsed.headers.get('x-selvage-kind')).toBe('login');
  });

  it('carries the same Message-ID when it is sent again', async () => {
    const server = await startServer();
    const transport = connect(`smtp://127.0.0.1:${server.port}`);
    await transport.send(mail);
    await transport.send(mail);
    const ids = server.deliveries.map(({ raw }) => /^Message-ID: (.*)$/m.exec(raw)?.[1]);
    expect(new Set(ids).size).toBe(1);
  });

  it('has no headers but ours, whatever the values hold', async () => {
    const server = await startServer();
    const injection = 'x\r\nBcc: eve@example.com\r\n\r\nbody';
    await connect(`smtp://127.0.0.1:${server.port}`).send({
      ...mail,
      subject: injection,
      from: { name: injection, address: 'login@acme.example' },
      headers: { 'X-Selvage-Kind': injection },
    });
    const delivery = server.deliveries[0];
    expect(delivery?.to).toEqual(['ada@example.com']);
    expect(delivery?.raw).not.toMatch(/^Bcc/im);
    const parsed = await simpleParser(delivery?.raw ?? '');
    expect(parsed.text?.trimEnd()).toMatch(/^H/);
  });

  it.each([
    'ada@example.com, eve@example.com',
    'Ada <ada@example.com>',
    'ada@example.com>\r\nRCPT TO:<eve@example.com',
    'ada@example.com\n',
    'group: ada@example.com;',
    'ada(comment)@example.com',
    'ada',
    '',
  ])('is not sent to %j', async (to) => {
    const server = await startServer();
    const failure = await failureOf(
      connect(`smtp://127.0.0.1:${server.port}`).send({ ...mail, to }),
    );
    expect(failure.kind).toBe('bad-recipient');
    expect(server.connections).toBe(0);
  });

  it.each([
    { from: { name: '', address: 'a@b, c@d' } },
    { replyTo: { name: '', address: 'a@b\r\n' } },
    { messageId: 'a@b' },
    { messageId: 'a>\r\nX: y' },
  ])('is given up where its own parts are malformed: %j', async (part) => {
    const server = await startServer();
    const transport = connect(`smtp://127.0.0.1:${server.port}`);
    expect((await failureOf(transport.send({ ...mail, ...part }))).kind).toBe('permanent');
    expect(server.connections).toBe(0);
  });
});

describe('logging in and encryption', () => {
  const withAuth: SMTPServerOptions = {
    authOptional: false,
    onAuth({ username, password }, _session, done) {
      if (username === 'selvage' && password === 'p@ss:secret/') done(null, { user: username });
      else done(reply(535, '5.7.8 secret refused for ada@example.com'));
    },
  };
  const plain = { allowInsecureAuth: true };
  const unverified = 'tls.rejectUnauthorized=false';

  it('logs in with the decoded credentials of the URL', async () => {
    const server = await startServer({ ...withAuth, ...plain });
    const transport = connect(`smtp://selvage:p%40ss%3Asecret%2F@127.0.0.1:${server.port}`);
    await transport.verify();
    await transport.send(mail);
    expect(server.deliveries).toMatchObject([{ user: 'selvage', secure: false }]);
  });

  it('keeps the mail for later when its credentials are refused', async () => {
    const server = await startServer({ ...withAuth, ...plain });
    const transport = connect(`smtp://selvage:wrong-secret@127.0.0.1:${server.port}`);
    expect(await failureOf(transport.send(mail))).toMatchObject({ kind: 'temporary', code: 535 });
    expect(await failureOf(transport.verify())).toMatchObject({ kind: 'temporary', code: 535 });
    expect(server.deliveries).toEqual([]);
  });

  it('upgrades with STARTTLS where it is offered, before it logs in', async () => {
    const server = await startServer({ ...withAuth, hideSTARTTLS: false });
    const url = `smtp://selvage:p%40ss%3Asecret%2F@127.0.0.1:${server.port}?${unverified}`;
    await connect(url).send(mail);
    expect(server.deliveries).toMatchObject([{ user: 'selvage', secure: true }]);
  });

  it('speaks TLS from the start to smtps', async () => {
    const server = await startServer({ secure: true });
    await connect(`smtps://127.0.0.1:${server.port}?${unverified}`).send(mail);
    expect(server.deliveries).toMatchObject([{ secure: true }]);
  });

  it.each([{ hideSTARTTLS: false }, { secure: true }])(
    'refuses a certificate nobody signed: %j',
    async (options) => {
      const server = await startServer(options);
      const scheme = 'secure' in options ? 'smtps' : 'smtp';
      const failure = await failureOf(connect(`${scheme}://127.0.0.1:${server.port}`).send(mail));
      expect(failure.kind).toBe('temporary');
      expect(server.deliveries).toEqual([]);
    },
  );

  it('sends nothing in the clear when TLS is required', async () => {
    const server = await startServer({ disabledCommands: ['STARTTLS'] });
    const transport = connect(`smtp://127.0.0.1:${server.port}?requireTLS=true`);
    expect((await failureOf(transport.send(mail))).kind).toBe('temporary');
    expect(server.deliveries).toEqual([]);
  });
});

describe('a server that refuses', () => {
  it('greylists: the mail is kept, and passes later', async () => {
    let attempts = 0;
    const server = await startServer({
      onRcptTo(_address, _session, done) {
        attempts += 1;
        done(attempts === 1 ? reply(451, '4.7.1 Greylisted, try again, ada@example.com') : null);
      },
    });
    const transport = connect(`smtp://127.0.0.1:${server.port}`);
    expect(await failureOf(transport.send(mail))).toEqual({
      kind: 'temporary',
      code: 451,
      reason: 'RCPT TO: refused with 451 4.7.1, refused by policy',
    });
    await transport.send(mail);
    expect(server.deliveries).toHaveLength(1);
  });

  it('knows no such mailbox: the address is bad, the next mail goes over the same connection', async () => {
    const server = await startServer({
      onRcptTo({ address }, _session, done) {
        done(address.startsWith('ada@') ? reply(550, `5.1.1 <${address}>: unknown`) : null);
      },
    });
    const transport = connect(`smtp://127.0.0.1:${server.port}`, { maxConnections: 1 });
    expect(await failureOf(transport.send(mail))).toEqual({
      kind: 'bad-recipient',
      dead: true,
      code: 550,
      reason: 'RCPT TO: refused with 550 5.1.1, no such mailbox',
    });
    await transport.send({ ...mail, to: 'grace@example.com' });
    expect(server.connections).toBe(1);
  });

  it('dislikes the content: the message is given up', async () => {
    const server = await startServer({
      onData(stream, _session, done) {
        stream.resume();
        stream.on('end', () => done(reply(554, '5.6.0 no')));
      },
    });
    const failure = await failureOf(connect(`smtp://127.0.0.1:${server.port}`).send(mail));
    expect(failure).toMatchObject({ kind: 'permanent', code: 554 });
  });

  it('turns every client away at the door: the mail is kept', async () => {
    const server = await startServer({
      onConnect: (_session, done) => done(reply(554, 'go away')),
    });
    const failure = await failureOf(connect(`smtp://127.0.0.1:${server.port}`).send(mail));
    expect(failure).toMatchObject({ kind: 'temporary', code: 554 });
  });
});

describe('a server that is not well', () => {
  it('is not there', async () => {
    const server = await startRawServer(() => {});
    const { port } = server;
    await cleanups.pop()?.();
    const transport = connect(`smtp://127.0.0.1:${port}`);
    expect(await failureOf(transport.send(mail))).toEqual({
      kind: 'temporary',
      reason: 'connection to the mail server failed (ECONNREFUSED)',
    });
    expect((await failureOf(transport.verify())).kind).toBe('temporary');
  });

  it('never greets', async () => {
    const server = await startRawServer(() => {});
    const transport = connect(`smtp://127.0.0.1:${server.port}`, { connectionTimeoutMs: 100 });
    expect((await failureOf(transport.send(mail))).kind).toBe('temporary');
  });

  it('falls silent in the middle of a session', async () => {
    const server = await startRawServer((socket) => socket.write('220 hi\r\n'));
    const transport = connect(`smtp://127.0.0.1:${server.port}`, { socketTimeoutMs: 100 });
    expect(await failureOf(transport.send(mail))).toEqual({
      kind: 'temporary',
      reason: 'mail server did not answer in time',
    });
  });

  it('trickles its reply for ever', async () => {
    const server = await startRawServer((socket) => {
      const timer = setInterval(() => socket.write('220-wait\r\n'), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const transport = connect(`smtp://127.0.0.1:${server.port}`, { sendTimeoutMs: 200 });
    expect(await failureOf(transport.send(mail))).toEqual({
      kind: 'temporary',
      reason: 'sending took too long',
    });
  });

  it('hangs up on every client', async () => {
    const server = await startRawServer((socket) => socket.destroy());
    const failure = await failureOf(connect(`smtp://127.0.0.1:${server.port}`).send(mail));
    expect(failure.kind).toBe('temporary');
  });

  it('drops idle connections: the next mail takes a new one', async () => {
    const server = await startServer();
    const transport = connect(`smtp://127.0.0.1:${server.port}`);
    await transport.send(mail);
    for (const socket of server.sockets) socket.destroy();
    await transport.send(mail);
    expect(server.deliveries).toHaveLength(2);
    expect(server.connections).toBe(2);
  });
});

describe('the pool', () => {
  it('sends one mail after another over one connection', async () => {
    const server = await startServer();
    const transport = connect(`smtp://127.0.0.1:${server.port}`);
    for (const messageId of ['a', 'b', 'c']) await transport.send({ ...mail, messageId });
    expect(server.connections).toBe(1);
  });

  it('opens no more connections than it may, and loses no mail', async () => {
    const server = await startServer();
    const transport = connect(`smtp://127.0.0.1:${server.port}`, { maxConnections: 2 });
    const ids = Array.from({ length: 20 }, (_, index) => `message-${index}`);
    await Promise.all(ids.map((messageId) => transport.send({ ...mail, messageId })));
    expect(server.connections).toBe(2);
    const sent = server.deliveries.map(({ raw }) => /^Message-ID: <(.*)@/m.exec(raw)?.[1]);
    expect(sent.sort()).toEqual(ids.sort());
  });

  it('lets mails under way finish when it is closed, and takes no more', async () => {
    const server = await startServer();
    const transport = connect(`smtp://127.0.0.1:${server.port}`);
    const sending = transport.send(mail);
    const closing = transport.close();
    expect((await failureOf(transport.send(mail))).kind).toBe('temporary');
    await closing;
    await expect(sending).resolves.toMatchObject({ response: expect.stringMatching(/^250/) });
    expect((await failureOf(transport.send(mail))).kind).toBe('temporary');
    expect(server.deliveries).toHaveLength(1);
  });

  it('cuts mails that do not finish when it is closed', async () => {
    const server = await startRawServer((socket) => socket.write('220 hi\r\n'));
    const transport = connect(`smtp://127.0.0.1:${server.port}`, { closeTimeoutMs: 50 });
    const failure = failureOf(transport.send(mail));
    await transport.close();
    expect((await failure).kind).toBe('temporary');
  });
});
