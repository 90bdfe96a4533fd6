import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../platform/clock.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import type { Database } from '../db/executor.ts';
import {
  createRateLimiter,
  type LimitedEnvironment,
  type RateLimit,
  type RateLimiter,
  type Verdict,
} from './rate-limiter.ts';

const second: RateLimit = { name: 'test.second', windowSeconds: 1, max: 3 };
const minute: RateLimit = { name: 'test.minute', windowSeconds: 60, max: 5 };
/** The middle of a minute and of a second. */
const NOW = Date.parse('2026-01-01T00:00:30.500Z');

let app: TestApp;
let environment: LimitedEnvironment;
let limiter: RateLimiter;
let serial = 0;

beforeAll(async () => {
  app = await createTestApp();
  const found = await app.services.environments.get(app.test.project_id.slice(-36));
  environment = found as LimitedEnvironment;
  limiter = createRateLimiter(app.database);
});
afterAll(() => app.close());

/** A value that nobody counted yet. */
const fresh = (): string => {
  serial += 1;
  return `value-${serial}`;
};

const admitted = ({ outcome }: Verdict): boolean => outcome === 'admitted';

const take = (value: string, now = NOW, limit = second, by = limiter): Promise<Verdict> =>
  by.take(environment, [{ limit, value }], now);

describe('a rate limit', () => {
  test('lets through as many events as it says, then names itself', async () => {
    const value = fresh();
    for (let n = 0; n < 3; n += 1) expect(await take(value)).toEqual({ outcome: 'admitted' });
    expect(await take(value)).toEqual({ outcome: 'refused', limit: second });
    expect(await take(fresh())).toEqual({ outcome: 'admitted' });
  });

  test('begins anew with each window of the clock, however late in the last one', async () => {
    const value = fresh();
    const end = NOW - (NOW % SECOND) + SECOND;
    for (let n = 0; n < 3; n += 1) await take(value, end - 1);
    expect(admitted(await take(value, end - 1))).toBe(false);
    expect(admitted(await take(value, end))).toBe(true);
  });

  test('keeps values, limits and environments apart', async () => {
    const value = fresh();
    for (let n = 0; n < 3; n += 1) await take(value);
    const live = await app.services.environments.get(app.live.project_id.slice(-36));
    const other = { ...second, name: 'test.other' };
    expect(admitted(await take(value, NOW, other))).toBe(true);
    const elsewhere = await limiter.take(
      live as LimitedEnvironment,
      [{ limit: second, value }],
      NOW,
    );
    expect(admitted(elsewhere)).toBe(true);
  });

  test('that refuses uses up nothing of the others', async () => {
    const value = fresh();
    const range = fresh();
    const both = () =>
      limiter.take(
        environment,
        [
          { limit: second, value },
          { limit: minute, value: range },
        ],
        NOW,
      );
    const outcomes: string[] = [];
    for (let n = 0; n < 20; n += 1) outcomes.push((await both()).outcome);
    expect(outcomes.filter((outcome) => outcome === 'admitted')).toHaveLength(3);
    // Three of five are used.
    expect(admitted(await take(range, NOW, minute))).toBe(true);
    expect(admitted(await take(range, NOW, minute))).toBe(true);
    expect(admitted(await take(range, NOW, minute))).toBe(false);
  });

  test('is not fooled by a node whose clock is behind at the turn of a window', async () => {
    const value = fresh();
    const turn = Math.ceil(NOW / MINUTE) * MINUTE;
    for (let n = 0; n < 5; n += 1) await take(value, turn + 50, minute);
    // Behind: its own window is the old one, but it must count in the one that has begun.
    expect(admitted(await take(value, turn - 50, minute))).toBe(false);
    expect(admitted(await take(value, turn + 60, minute))).toBe(false);
  });

  test('counts anew after the clock of a TEST environment was set back', async () => {
    const value = fresh();
    for (let n = 0; n < 5; n += 1) await take(value, NOW + 60 * MINUTE, minute);
    expect(admitted(await take(value, NOW, minute))).toBe(true);
  });

  test('counts nothing for a node that knows an older version of the environment', async () => {
    const value = fresh();
    const old = { ...environment, version: environment.version - 1 };
    for (let n = 0; n < 9; n += 1) {
      expect(await limiter.take(old, [{ limit: second, value }], NOW)).toEqual({
        outcome: 'stale',
      });
    }
    for (let n = 0; n < 3; n += 1) expect(admitted(await take(value))).toBe(true);
  });

  describe('with a share of confirmations', () => {
    const share: RateLimit = {
      name: 'test.share',
      windowSeconds: 60,
      max: 10,
      confirmedPercent: 25,
    };
    const confirm = (value: string, now = NOW) =>
      limiter.confirm(environment, { limit: share, value }, now);
    const passing = async (value: string, tries: number, now = NOW): Promise<number> => {
      let passed = 0;
      for (let n = 0; n < tries; n += 1) if (admitted(await take(value, now, share))) passed += 1;
      return passed;
    };

    test('lets more through only as long as enough were confirmed', async () => {
      const value = fresh();
      expect(await passing(value, 15)).toBe(10);
      for (let n = 0; n < 2; n += 1) await confirm(value);
      // Two of eleven are too few, three are enough for twelve.
      expect(await passing(value, 5)).toBe(0);
      await confirm(value);
      expect(await passing(value, 5)).toBe(2);
      await confirm(value);
      expect(await passing(value, 9)).toBe(4);
    });

    test('counts neither refused events nor confirmations of others or of earlier windows', async () => {
      const value = fresh();
      for (let n = 0; n < 9; n += 1) {
        await confirm(fresh());
        await confirm(value, NOW - MINUTE);
      }
      expect(await passing(value, 30)).toBe(10);
      for (let n = 0; n < 3; n += 1) await confirm(value);
      expect(await passing(value, 1)).toBe(1);
      expect(await passing(value, 20, NOW + MINUTE)).toBe(10);
    });

    test('names the limit without a share first, and then gives the share back', async () => {
      const value = fresh();
      expect(await passing(value, 9)).toBe(9);
      const both = () =>
        limiter.take(
          environment,
          [
            { limit: second, value },
            { limit: share, value },
          ],
          NOW,
        );
      expect(admitted(await both())).toBe(true);
      for (let n = 0; n < 3; n += 1) {
        expect(await both()).toEqual({ outcome: 'refused', limit: share });
      }
      // The seconds were given back as well.
      for (let n = 0; n < 2; n += 1) expect(admitted(await take(value))).toBe(true);
      expect(await both()).toEqual({ outcome: 'refused', limit: second });
    });
  });

  test('asks nothing of the database where there is none', async () => {
    const away = { engine: 'sqlite', runRelaxed: () => Promise.reject(new Error()) };
    const idle = createRateLimiter(away as unknown as Database);
    expect(await idle.take(environment, [], NOW)).toEqual({ outcome: 'admitted' });
  });

  test('keeps no value readable', async () => {
    await take('ada@example.com');
    const { rows } = await app.database.run<object>('select * from rate_limits', []);
    expect(JSON.stringify(rows)).not.toContain('ada');
  });
});

describe('ten thousand events through two nodes at once', () => {
  let storage: TestDatabase;
  beforeAll(async () => {
    storage = await createTestDatabase();
    await storage.database.run(
      "insert into workspaces (id, name, created_at) values ('00000000-0000-4000-8000-000000000001', 'w', 0)",
      [],
    );
    await storage.database.run(
      "insert into projects (id, workspace_id, slug, name, vertical, created_at) values ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'p', 'p', 'CONSUMER', 0)",
      [],
    );
    await storage.database.run(
      "insert into environments (id, project_id, slug, name, type, version, settings, clock_offset, oauth_callback_id, created_at) values ('00000000-0000-4000-8000-000000000003', '00000000-0000-4000-8000-000000000002', 'e', 'e', 'LIVE', 7, '{}', 0, 'c', 0)",
      [],
    );
  });
  afterAll(() => storage.close());

  test('exceed no limit by even one, and use each up', async () => {
    const nodes = [createRateLimiter(storage.database), createRateLimiter(storage.open())];
    const place = { id: '00000000-0000-4000-8000-000000000003', version: 7 };
    // As a burst of texts: to 40 numbers, in 4 ranges, of one project.
    const number = { name: 'number', windowSeconds: 3_600, max: 30 };
    const range = { name: 'range', windowSeconds: 3_600, max: 250 };
    const project = { name: 'project', windowSeconds: 3_600, max: 700 };
    const passed = new Map<string, number>();
    const EVENTS = 10_000;
    const CALLERS = 50;
    let next = 0;
    const caller = async () => {
      for (let n = next++; n < EVENTS; n = next++) {
        const to = `+1415555${n % 40}`;
        const in_ = `range ${n % 4}`;
        const verdict = await (nodes[n % 2] as RateLimiter).take(
          place,
          [
            { limit: number, value: to },
            { limit: range, value: in_ },
            { limit: project, value: 'project' },
          ],
          NOW,
        );
        if (!admitted(verdict)) continue;
        for (const key of [to, in_, 'all']) passed.set(key, (passed.get(key) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    const counts = (prefix: string) =>
      [...passed].filter(([key]) => key.startsWith(prefix)).map(([, count]) => count);
    expect(Math.max(...counts('+'))).toBeLessThanOrEqual(number.max);
    expect(Math.max(...counts('range'))).toBeLessThanOrEqual(range.max);
    expect(passed.get('all')).toBe(project.max);
    const { rows } = await storage.database.run<{ most: number }>(
      'select max(count) as most from rate_limits',
      [],
    );
    expect(Number(rows[0]?.most)).toBeGreaterThanOrEqual(project.max);
  });

  test('are held to a share of confirmations, whichever node they come through', async () => {
    const nodes = [createRateLimiter(storage.database), createRateLimiter(storage.open())];
    const node = (n: number) => nodes[n % 2] as RateLimiter;
    const place = { id: '00000000-0000-4000-8000-000000000003', version: 7 };
    const limit = { name: 'share', windowSeconds: 3_600, max: 20, confirmedPercent: 25 };
    const event = { limit, value: 'project' };
    const burst = async (): Promise<number> => {
      const tries = Array.from({ length: 200 }, (_, n) => node(n).take(place, [event], NOW));
      return (await Promise.all(tries)).filter(admitted).length;
    };
    let passed = await burst();
    expect(passed).toBeLessThanOrEqual(20);
    await Promise.all(Array.from({ length: 25 }, (_, n) => node(n).confirm(place, event, NOW)));
    for (let n = 0; n < 8; n += 1) passed += await burst();
    expect(passed).toBeLessThanOrEqual(100);
    expect((await node(0).take(place, [event], NOW)).outcome).toBe(
      passed < 100 ? 'admitted' : 'refused',
    );
  });
});
