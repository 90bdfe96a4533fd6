import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { type DurableServer, startDurable } from './lib/durable.ts';
import { many } from './lib/many.ts';

const TIMEOUT_MS = 600_000;
const CALLERS = 16;

let durable: DurableServer;
afterEach(() => durable?.stop(), TIMEOUT_MS);

interface Answer {
  user_id: string;
  status_code: number;
  request_id: string;
  error_type?: string;
  emails: Array<{ email: string }>;
}

test.each(['restart', 'crash'] as const)(
  'a %s of PostgreSQL costs 503s at most: no acknowledged user and no restart of Selvage',
  async (how) => {
    durable = await startDurable({ engine: 'PostgreSQL' });
    const { postgres } = durable;
    const made = new Map<string, string>();
    const answers = new Map<string, number>();
    let goOn = true;
    let serial = 0;

    const load = many(CALLERS, CALLERS, async (caller) => {
      while (goOn) {
        serial += 1;
        const email = `${how}-${caller}-${serial}@example.com`;
        // A connection error or a body that is no JSON fails the test here.
        const { status, body } = await durable.test.post<Answer>('/v1/users', { email });
        const kind = `${status} ${body.error_type ?? ''}`.trim();
        answers.set(kind, (answers.get(kind) ?? 0) + 1);
        expect(body.status_code).toBe(status);
        if (status === 201) made.set(body.user_id, email);
        else await sleep(20);
      }
    });

    const until = async (more: number) => {
      const wanted = made.size + more;
      // Rejects where a caller failed: the process may be gone, and nothing would be made any more.
      while (made.size < wanted) await Promise.race([load, sleep(20)]);
    };
    await until(200);
    if (how === 'crash') await postgres?.crash();
    await postgres?.restart();
    await until(200);
    goOn = false;
    await load;

    expect(
      [...answers.keys()].filter((kind) => !/^(201|503 server_unavailable)$/.test(kind)),
    ).toEqual([]);
    expect((await fetch(`${durable.server.baseUrl}/health/ready`)).status).toBe(200);
    const users = [...made];
    await many(users.length, CALLERS, async (index) => {
      const [user_id, email] = users[index] as [string, string];
      const { status, body } = await durable.test.get<Answer>(`/v1/users/${user_id}`);
      expect([status, body.emails?.[0]?.email]).toEqual([200, email]);
    });
  },
  TIMEOUT_MS,
);

test(
  'without PostgreSQL, reads and writes are 503, readiness is 503 and the process lives on',
  async () => {
    durable = await startDurable({ engine: 'PostgreSQL' });
    const user = await durable.test.post<Answer>('/v1/users', { email: 'before@example.com' });
    await durable.postgres?.crash();
    const { baseUrl } = durable.server;
    for (const answer of [
      await durable.test.get<Answer>(`/v1/users/${user.body.user_id}`),
      await durable.test.post<Answer>('/v1/users', { email: 'during@example.com' }),
      await durable.test.post<Answer>('/v1/magic_links/authenticate', { token: 'x' }),
    ]) {
      expect([answer.status, answer.body.error_type]).toEqual([503, 'server_unavailable']);
    }
    expect((await fetch(`${baseUrl}/health/ready`)).status).toBe(503);
    expect((await fetch(`${baseUrl}/health/live`)).status).toBe(200);
    await durable.postgres?.restart();
    // By itself, as soon as a connection can be had again.
    const deadline = Date.now() + 60_000;
    while ((await fetch(`${baseUrl}/health/ready`)).status !== 200 && Date.now() < deadline) {
      await sleep(100);
    }
    const after = await durable.test.get<Answer>(`/v1/users/${user.body.user_id}`);
    expect([after.status, after.body.emails?.[0]?.email]).toEqual([200, 'before@example.com']);
  },
  TIMEOUT_MS,
);
