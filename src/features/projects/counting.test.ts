import { expect, test } from 'vitest';
import { createCounting } from './counting.ts';

function counted(tookMs: number, users = 0) {
  let time = 0;
  let calls = 0;
  const counting = createCounting({
    async countUsers() {
      calls += 1;
      time += tookMs;
      return users + calls;
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

test('a count of few is made anew each time, however long it took', async () => {
  const { ask } = counted(500);
  expect(await ask()).toEqual({ users: 1, m2mClients: 7 });
  expect(await ask()).toEqual({ users: 2, m2mClients: 7 });
});

test('a count of many is good for fifty times as long as it took', async () => {
  const { ask, pass } = counted(100, 1_000_000);
  expect(await ask()).toMatchObject({ users: 1_000_001 });
  pass(4_999);
  expect(await ask()).toMatchObject({ users: 1_000_001 });
  pass(1);
  expect(await ask()).toMatchObject({ users: 1_000_002 });
});

test('no count is older than ten seconds', async () => {
  const { ask, pass } = counted(5_000, 1_000_000);
  await ask();
  pass(10_000);
  expect(await ask()).toMatchObject({ users: 1_000_002 });
});

test('who asks at the same time shares a count of many, and only that', async () => {
  const few = counted(1);
  await few.ask();
  await Promise.all([few.ask(), few.ask(), few.ask()]);
  expect(few.calls()).toBe(4);
  const many = counted(1, 1_000_000);
  await many.ask();
  many.pass(1_000);
  await Promise.all([many.ask(), many.ask(), many.ask()]);
  expect(many.calls()).toBe(2);
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
