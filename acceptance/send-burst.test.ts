import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, api, type ErrorBody } from './lib/api.ts';
import { startTwoNodes, type TwoNodes } from './lib/deployment.ts';
import { environmentPath, managementApi } from './lib/management.ts';
import { many } from './lib/many.ts';

const SENDS = 10_000;
const AT_A_TIME = 32;
/** Of ten numbers each. All numbers may get more than all ranges, and those more than the project. */
const RANGES = ['+1415555', '+1212555', '+1312555', '+1206555'];
const NUMBERS = 10;
const LIMITS = { number: 30, range: 250, project: 700 };
const TIMEOUT_MS = 600_000;

let nodes: TwoNodes;
let a: Api;
let b: Api;

beforeAll(async () => {
  nodes = await startTwoNodes();
  const { project_id, secret } = nodes.credentials.test;
  a = api(nodes.a.baseUrl, project_id, secret);
  b = api(nodes.b.baseUrl, project_id, secret);
  const management = managementApi(nodes.a.baseUrl, nodes.credentials);
  const set = await management.put(`${await environmentPath(management, project_id)}/rate_limits`, {
    rate_limits: [
      // All limits of this test are of an hour.
      { name: 'otps.send.second', disabled: true },
      { name: 'otps.send.minute', disabled: true },
      { name: 'otps.sms.phone_number', max: LIMITS.number },
      { name: 'otps.sms.phone_prefix', max: LIMITS.range },
      { name: 'otps.sms.project', max: LIMITS.project },
    ],
  });
  expect(set.status).toBe(200);
  // Windows are aligned to the clock: no hour may end while the burst lasts.
  const now = '2030-01-01T10:01:00Z';
  expect((await a.put('/selvage/v1/clock', { now })).status).toBe(200);
}, TIMEOUT_MS);

afterAll(() => nodes?.stop(), TIMEOUT_MS);

/** Numbers of one range are alike but for the last four digits. */
const rangeOf = (index: number): string => RANGES[index % RANGES.length] as string;
const numberOf = (index: number): string =>
  `${rangeOf(index)}${1_000 + (Math.floor(index / RANGES.length) % NUMBERS)}`;

test(
  'a burst of 10,000 texts through two nodes exceeds no limit by even one',
  async () => {
    const sent = new Map<string, number>();
    const note = (key: string) => sent.set(key, (sent.get(key) ?? 0) + 1);
    const refusals = new Map<string, number>();
    await many(SENDS, AT_A_TIME, async (index) => {
      const phone_number = numberOf(index);
      const node = index % 2 === 0 ? a : b;
      const { status, body } = await node.post<ErrorBody>('/v1/otps/sms/login_or_create', {
        phone_number,
      });
      if (status === 200) note(phone_number);
      else refusals.set(body.error_type, (refusals.get(body.error_type) ?? 0) + 1);
    });
    const sum = (counts: Iterable<number>) => [...counts].reduce((all, count) => all + count, 0);
    expect(Math.max(...sent.values())).toBeLessThanOrEqual(LIMITS.number);
    for (const range of RANGES) {
      const ofRange = [...sent].filter(([number]) => number.startsWith(range));
      expect(sum(ofRange.map(([, count]) => count))).toBeLessThanOrEqual(LIMITS.range);
    }
    expect(sum(sent.values())).toBe(LIMITS.project);
    // Nothing else was refused, or refused for anything else.
    expect([...refusals]).toEqual([['too_many_requests', SENDS - LIMITS.project]]);
  },
  TIMEOUT_MS,
);
