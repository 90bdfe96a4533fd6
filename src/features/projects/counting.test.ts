import { expect, test } from 'vitest';
import { createCounting } from './counting.ts';

function counted(tookMs: number) {
  let time = 0;
  let calls = 0;
  const counting = createCounting({
    async countUsers() {
      calls += 1;
      time += tookMs;
      return calls;
    },
    countM2mClients: async () => 7,
    elapsed: () => time,
  });
  return {
    ask: () => counting.counts('e'),
    pass: (ms: number) => (time += ms),
    calls: () => calls,
  };
}

test('a cheap count is made anew each time', async () => {
  const { ask } = counted(1);
  expect(await ask()).toEqual({ users: 1, m2mClients: 7 });
  expect(await ask()).toEqual({ users: 2, m2mClients: 7 });
});

test('a dear count is good for fifty times as long as it took', async () => {
  const { ask, pass } = counted(100);
  expect(await ask()).toMatchObject({ users: 1 });
  pass(4_999);
  expect(await ask()).toMatchObject({ users: 1 });
  pass(1);
  expect(await ask()).toMatchObject({ users: 2 });
});

test('who asks at the same time shares a count', async () => {
  const { ask, calls } = counted(1);
  await Promise.all([ask(), ask(), ask()]);
  expect(calls()).toBe(1);
});

test('a count that failed is not kept', async () => {
  let fail = true;
  const counting = createCounting({
    async countUsers() {
      if (fail) throw new Error('away');
      return 3;
    },
    countM2mClients: async () => 0,
    elapsed: () => 0,
  });
  await expect(counting.counts('e')).rejects.toThrow('away');
  fail = false;
  expect(await counting.counts('e')).toEqual({ users: 3, m2mClients: 0 });
});
