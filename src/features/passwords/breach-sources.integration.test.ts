import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unlimited } from '../../testing/magic-login.ts';
import {
  BETTER,
  GOOD,
  passwordLogin,
  passwordUser,
  refusal,
  resetToken,
} from '../../testing/password-login.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase();
const create = (app: TestApp, email: string, password: string) =>
  app.call('POST', '/v1/passwords', { email, password });

/** A server of these settings for one test. */
async function withServer(
  settings: Record<string, string>,
  run: (app: TestApp) => Promise<void>,
): Promise<void> {
  const app = await createTestApp({ ...unlimited, ...settings });
  try {
    await run(app);
  } finally {
    await app.close();
  }
}

describe('the range API', () => {
  let server: Server;
  let url: string;
  const leaked = new Set([BETTER]);
  const asked: string[] = [];
  let broken = false;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers['add-padding']}`);
      if (broken) return void response.writeHead(503).end('sorry');
      const prefix = request.url?.split('/').at(-1) ?? '';
      const lines = [...leaked].map(sha1).filter((hash) => hash.startsWith(prefix));
      const own = lines.map((hash) => `${hash.slice(5)}:17`);
      const padding = Array.from({ length: 5 }, (_, n) => `${sha1(`p${n}`).slice(5)}:0`);
      response.end([...padding, ...own].join('\r\n'));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/range`;
  });
  afterAll(() => void server.close());

  test('decides on creation and login, and learns five digits of a hash', () =>
    withServer({ SELVAGE_BREACH_API_URL: url }, async (app) => {
      expect((await create(app, 'api@example.com', BETTER)).body).toMatchObject(
        refusal(400, 'breached_password'),
      );
      expect(asked.at(-1)).toBe(`/range/${sha1(BETTER).slice(0, 5)} true`);
      await passwordUser(app, 'api@example.com');
      leaked.add(GOOD);
      expect((await passwordLogin(app, 'api@example.com', GOOD)).body).toMatchObject(
        refusal(400, 'reset_password'),
      );
      leaked.delete(GOOD);
    }));

  test('leaves the token of a reset usable', () =>
    withServer({ SELVAGE_BREACH_API_URL: url }, async (app) => {
      await passwordUser(app, 'token@example.com');
      const token = await resetToken(app, 'token@example.com');
      const reset = (password: string) =>
        app.call('POST', '/v1/passwords/email/reset', { token, password });
      expect((await reset(BETTER)).body).toMatchObject(refusal(400, 'breached_password'));
      expect((await reset(`${BETTER}-1`)).status).toBe(200);
    }));

  describe('when it does not answer', () => {
    beforeAll(() => {
      broken = true;
    });
    afterAll(() => {
      broken = false;
    });

    test('lets passwords pass', () =>
      withServer({ SELVAGE_BREACH_API_URL: url }, async (app) => {
        await passwordUser(app, 'open@example.com');
        expect((await passwordLogin(app, 'open@example.com', GOOD)).status).toBe(200);
      }));

    test('or refuses to decide, if the operator wants that', () =>
      withServer(
        { SELVAGE_BREACH_API_URL: url, SELVAGE_BREACH_API_FAILURE: 'refuse' },
        async (app) => {
          expect((await create(app, 'closed@example.com', GOOD)).body).toMatchObject(
            refusal(400, 'password_validation_timeout'),
          );
          // What the bundled list knows needs nobody else.
          expect((await create(app, 'closed@example.com', 'trustno1')).body).toMatchObject(
            refusal(400, 'weak_password'),
          );
        },
      ));
  });

  test('is not asked unless the operator has named one', () =>
    withServer({}, async (app) => {
      const before = asked.length;
      await passwordUser(app, 'offline@example.com');
      expect((await passwordLogin(app, 'offline@example.com', GOOD)).status).toBe(200);
      expect(asked).toHaveLength(before);
    }));
});

describe('a file of leaked passwords', () => {
  const folder = mkdtempSync(join(tmpdir(), 'selvage-breach-'));
  const file = join(folder, 'leaked.txt');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('decides without a network', async () => {
    const hashes = Array.from({ length: 5_000 }, (_, n) => sha1(`other-${n}`));
    const lines = [...hashes, sha1(BETTER)].sort().map((hash, n) => `${hash}:${n + 1}`);
    writeFileSync(file, `${lines.join('\r\n')}\r\n`);
    await withServer({ SELVAGE_BREACH_FILE: file }, async (app) => {
      expect((await create(app, 'file@example.com', BETTER)).body).toMatchObject(
        refusal(400, 'breached_password'),
      );
      await passwordUser(app, 'file@example.com');
    });
  });

  test('that cannot be used stops the start with an explanation', async () => {
    writeFileSync(file, 'not a list\n');
    await expect(createTestApp({ SELVAGE_BREACH_FILE: file })).rejects.toThrow(
      /list of breached passwords/,
    );
    await expect(createTestApp({ SELVAGE_BREACH_FILE: join(folder, 'none') })).rejects.toThrow(
      /cannot be opened: ENOENT/,
    );
  });
});
