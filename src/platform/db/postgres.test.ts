import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { isUnavailable } from './errors.ts';
import { openPostgres } from './postgres.ts';

/** A message of PostgreSQL's protocol: its kind, its length, its text. */
function message(kind: string, body: Buffer | string): Buffer {
  const content = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(kind);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

const AUTHENTICATED = message('R', Buffer.alloc(4));
const READY = message('Z', 'I');
const SHUTTING_DOWN = message(
  'E',
  'SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0',
);

test('a server that lets a client in and shuts down in one breath is away, and no more', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(Buffer.concat([AUTHENTICATED, READY, SHUTTING_DOWN])));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const database = openPostgres({
    url: `postgres://selvage@127.0.0.1:${port}/selvage`,
    poolSize: 1,
    onIdleError: () => {},
  });
  try {
    for (const ask of [
      () => database.transaction((tx) => tx.run('select 1', [])),
      () => database.run('select 1', []),
      () => database.runRelaxed('select 1', []),
    ]) {
      const error = await ask().then(
        () => undefined,
        (refusal: unknown) => refusal,
      );
      expect(isUnavailable(error)).toBe(true);
    }
  } finally {
    await database.close();
    server.close();
  }
});
