import { afterEach, describe, expect, test } from 'vitest';
import { type DurableServer, startDurable } from './lib/durable.ts';
import { many } from './lib/many.ts';

const TIMEOUT_MS = 600_000;
const REDIRECT = 'http://localhost:3000/authenticate';
/** Requests under way at a time, so that the kill meets many in every state. */
const CALLERS = 32;

let durable: DurableServer;
afterEach(() => durable?.stop(), TIMEOUT_MS);

/**
 * Makes `count` calls and kills the server when `killAfter` of them are acknowledged. Gives what
 * was acknowledged; a call that the kill cut off may have happened or not.
 */
async function callUntilKilled<T>(
  count: number,
  killAfter: number,
  call: (index: number) => Promise<T | undefined>,
): Promise<Map<number, T>> {
  const acknowledged = new Map<number, T>();
  let killed: Promise<void> | undefined;
  await many(count, CALLERS, async (index) => {
    const answer = await call(index).catch(() => undefined);
    if (answer === undefined) return;
    acknowledged.set(index, answer);
    if (acknowledged.size >= killAfter) killed ??= durable.kill();
  });
  await killed;
  expect(acknowledged.size).toBeGreaterThanOrEqual(killAfter);
  // Else the kill came when all was over and this test proves nothing.
  expect(acknowledged.size).toBeLessThan(count);
  return acknowledged;
}

interface User {
  user_id: string;
  status: string;
  emails: Array<{ email: string }>;
}

async function everyUser(): Promise<User[]> {
  const users: User[] = [];
  let cursor: string | null = null;
  do {
    const body: object = { limit: 1000, ...(cursor !== null && { cursor }) };
    const page: {
      body: { results: User[]; results_metadata: { next_cursor: string | null } };
    } = await durable.test.post('/v1/users/search', body);
    users.push(...page.body.results);
    cursor = page.body.results_metadata.next_cursor;
  } while (cursor !== null);
  return users;
}

describe.each(['embedded', 'PostgreSQL'] as const)('kill -9, %s database', (engine) => {
  test(
    'in the middle of 1,000 creations loses no user that was acknowledged',
    async () => {
      durable = await startDurable({ engine });
      const address = (index: number) => `user-${index}@crash.example.com`;
      const made = await callUntilKilled(1_000, 300, async (index) => {
        const answer = await durable.test.post<User>('/v1/users', { email: address(index) });
        return answer.status === 201 ? answer.body.user_id : undefined;
      });

      await durable.start();
      await many(1_000, CALLERS, async (index) => {
        const user_id = made.get(index);
        if (user_id === undefined) return;
        const { status, body } = await durable.test.get<User>(`/v1/users/${user_id}`);
        expect([status, body.emails?.[0]?.email]).toEqual([200, address(index)]);
      });
      // What was cut off is there as a whole or not at all.
      const all = await everyUser();
      expect(all.length).toBeGreaterThanOrEqual(made.size);
      expect(all.filter((user) => user.emails.length !== 1)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'in the middle of 600 magic links loses no message that was acknowledged',
    async () => {
      durable = await startDurable({ engine });
      const address = (index: number) => `link-${index}@crash.example.com`;
      const sent = await callUntilKilled(600, 200, async (index) => {
        const answer = await durable.test.post<User>('/v1/magic_links/email/login_or_create', {
          email: address(index),
          login_magic_link_url: REDIRECT,
          signup_magic_link_url: REDIRECT,
        });
        return answer.status === 200 ? answer.body.user_id : undefined;
      });

      await durable.start();
      await many(600, CALLERS, async (index) => {
        const user_id = sent.get(index);
        if (user_id === undefined) return;
        const to = encodeURIComponent(address(index));
        const inbox = await durable.test.get<{ messages: Array<{ token: string }> }>(
          `/selvage/v1/messages?to=${to}`,
        );
        expect(inbox.body.messages).toHaveLength(1);
        const token = inbox.body.messages[0]?.token;
        const login = await durable.test.post<User>('/v1/magic_links/authenticate', { token });
        expect([login.status, login.body.user_id]).toEqual([200, user_id]);
      });
    },
    TIMEOUT_MS,
  );
});
