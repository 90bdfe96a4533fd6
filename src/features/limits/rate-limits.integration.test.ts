import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY } from '../../platform/clock.ts';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import type { RateLimit } from './present-limits.ts';

let app: TestApp;
let now = Date.now();
const path = '/pwa/v3/projects/my-project/environments/test/rate_limits';

beforeAll(async () => {
  app = await createTestApp({}, { clock: { now: () => now } });
});
afterAll(() => app.close());

const get = async (): Promise<RateLimit[]> =>
  (await app.callManagement('GET', path)).body.rate_limits;
const set = (rate_limits: object[]) => app.callManagement('PUT', path, { rate_limits });
const named = (limits: readonly RateLimit[], name: string) =>
  limits.find((limit) => limit.name === name);
const search = () => app.call('POST', '/v1/users/search', {});

/** How many searches in a row pass in a window that nobody used yet. */
async function passing(tries: number): Promise<number> {
  now = Math.ceil((now + 1) / DAY) * DAY;
  let passed = 0;
  for (let n = 0; n < tries; n += 1) if ((await search()).status === 200) passed += 1;
  return passed;
}

describe('the rate limits of an environment', () => {
  test('are listed with what is counted, and whose figures they are', async () => {
    const limits = await get();
    expect(named(limits, 'users.search')).toEqual({
      name: 'users.search',
      field: 'project_id',
      max: 150,
      window_seconds: 60,
      disabled: false,
      source: 'published',
      default: { max: 150, window_seconds: 60 },
    });
    expect(named(limits, 'otps.authenticate')?.source).toBe('default');
  });

  test('hold by default: 150 searches a minute', async () => {
    expect(await passing(152)).toBe(150);
    now += 60_000;
    expect((await search()).status).toBe(200);
  });

  test('can be changed, and hold on every node from the next request on', async () => {
    const answer = await set([{ name: 'users.search', max: 2, window_seconds: 3_600 }]);
    expect(named(answer.body.rate_limits, 'users.search')).toMatchObject({
      max: 2,
      window_seconds: 3_600,
      source: 'environment',
      default: { max: 150, window_seconds: 60 },
    });
    expect(await passing(4)).toBe(2);
  });

  test('can be switched off, and on again by not naming them', async () => {
    const off = await set([{ name: 'users.search', disabled: true }]);
    expect(named(off.body.rate_limits, 'users.search')).toMatchObject({ disabled: true, max: 150 });
    expect(await passing(160)).toBe(160);
    const on = await set([]);
    expect(named(on.body.rate_limits, 'users.search')).toMatchObject({
      disabled: false,
      source: 'published',
    });
  });

  test('can be put as they were read, which changes nothing', async () => {
    await set([
      { name: 'users.search', max: 7 },
      { name: 'otps.sms.country', disabled: true },
    ]);
    const before = await get();
    await set(before);
    expect(await get()).toEqual(before);
    await set([]);
  });

  test('can refuse everything', async () => {
    await set([{ name: 'users.search', max: 0 }]);
    expect(await passing(2)).toBe(0);
    await set([]);
  });

  test.each([
    [[{ name: 'no.such' }], 'invalid_argument'],
    [[{ name: '__proto__' }], 'invalid_argument'],
    [[{ name: 'users.search' }, { name: 'users.search' }], 'invalid_argument'],
    [[{ name: 'users.search', max: -1 }], 'bad_request'],
    [[{ name: 'users.search', window_seconds: 86_401 }], 'bad_request'],
    [[{ name: 'users.search', window_seconds: 0 }], 'bad_request'],
    [[{ max: 1 }], 'bad_request'],
  ])('are not set by %j', async (limits, error) => {
    const before = await get();
    const answer = await set(limits);
    expect([answer.status, answer.body.error_type]).toEqual([400, error]);
    expect(await get()).toEqual(before);
  });

  test('are those of one environment', async () => {
    await set([{ name: 'users.search', max: 1 }]);
    now = Math.ceil((now + 1) / DAY) * DAY;
    for (let n = 0; n < 3; n += 1) {
      expect((await app.callLive('POST', '/v1/users/search', {})).status).toBe(200);
    }
    await set([]);
  });
});
