import { describe, expect, test } from 'vitest';
import { createFairQueue } from './fair-queue.ts';

/** Jobs that end when told, and a clock that jobs advance. */
function world(options: { concurrency: number; maxWaiting?: number }) {
  let time = 0;
  const started: string[] = [];
  const open = new Map<string, () => void>();
  const queue = createFairQueue({ ...options, now: () => time });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    started,
    settle,
    add: (tenant: string, name: string) =>
      queue.run(tenant, () => {
        started.push(name);
        return new Promise<string>((resolve) => open.set(name, () => resolve(name)));
      }),
    async end(name: string, tookMs = 0) {
      time += tookMs;
      open.get(name)?.();
      await settle();
    },
  };
}

describe('the fair queue', () => {
  test('runs no more than its concurrency, first come first served', async () => {
    const w = world({ concurrency: 2 });
    const all = ['1', '2', '3', '4'].map((name) => w.add('a', name));
    expect(w.started).toEqual(['1', '2']);
    await w.end('2');
    expect(w.started).toEqual(['1', '2', '3']);
    for (const name of ['1', '3', '4']) await w.end(name);
    expect(await Promise.all(all)).toEqual(['1', '2', '3', '4']);
  });

  test('lets a newcomer pass the flood of another tenant', async () => {
    const w = world({ concurrency: 1 });
    for (let i = 0; i < 100; i += 1) void w.add('flood', `flood ${i}`);
    void w.add('quiet', 'quiet 0');
    await w.end('flood 0', 10);
    expect(w.started).toEqual(['flood 0', 'quiet 0']);
  });

  test('shares time, not turns, with a tenant whose jobs are slow', async () => {
    const w = world({ concurrency: 1 });
    for (let i = 0; i < 3; i += 1) void w.add('slow', `slow ${i}`);
    for (let i = 0; i < 12; i += 1) void w.add('fast', `fast ${i}`);
    await w.end('slow 0', 100);
    for (let i = 0; i < 10; i += 1) await w.end(`fast ${i}`, 10);
    expect(w.started.slice(0, 11)).toEqual([
      'slow 0',
      ...Array.from({ length: 10 }, (_, i) => `fast ${i}`),
    ]);
    await w.end('slow 1', 100);
    await w.end('fast 10', 10);
    expect(w.started.at(-1)).toBe('fast 11');
  });

  test('keeps a slot for others where one tenant would hold all', async () => {
    const w = world({ concurrency: 2 });
    for (let i = 0; i < 5; i += 1) void w.add('slow', `slow ${i}`);
    for (let i = 0; i < 5; i += 1) void w.add('fast', `fast ${i}`);
    await w.end('slow 0', 1_000);
    await w.end('fast 0', 5_000);
    await w.end('fast 1', 5_000);
    expect(w.started).toEqual(['slow 0', 'slow 1', 'fast 0', 'fast 1', 'fast 2']);
  });

  test('does not forget what a tenant has used when it pauses', async () => {
    const w = world({ concurrency: 1 });
    void w.add('slow', 'slow 0');
    for (let i = 0; i < 3; i += 1) void w.add('fast', `fast ${i}`);
    await w.end('slow 0', 100);
    void w.add('slow', 'slow 1');
    await w.end('fast 0', 10);
    await w.end('fast 1', 10);
    expect(w.started).toEqual(['slow 0', 'fast 0', 'fast 1', 'fast 2']);
  });

  test('refuses the flooding tenant when full, and makes room for the others', async () => {
    const w = world({ concurrency: 1, maxWaiting: 3 });
    const flood = Array.from({ length: 5 }, (_, i) => w.add('flood', `flood ${i}`));
    await expect(flood[4]).rejects.toMatchObject({ type: 'server_unavailable', status: 503 });
    const other = w.add('other', 'other');
    await expect(flood[3]).rejects.toMatchObject({ type: 'server_unavailable' });
    for (const name of ['flood 0', 'other', 'flood 1', 'flood 2']) await w.end(name, 1);
    expect(await other).toBe('other');
    expect(await Promise.all(flood.slice(0, 3))).toEqual(['flood 0', 'flood 1', 'flood 2']);
  });

  test('goes on after jobs that fail, synchronously too', async () => {
    const queue = createFairQueue({ concurrency: 1 });
    const fail = () => {
      throw new Error('at once');
    };
    const results = await Promise.allSettled([
      queue.run('a', fail),
      queue.run('a', () => Promise.reject(new Error('later'))),
      queue.run('a', async () => 'good'),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  test('takes ten thousand waiting jobs of many tenants', async () => {
    const queue = createFairQueue({ concurrency: 2 });
    let most = 0;
    let running = 0;
    const jobs = Array.from({ length: 10_000 }, (_, i) =>
      queue.run(`tenant ${i % 50}`, async () => {
        running += 1;
        most = Math.max(most, running);
        await null;
        running -= 1;
      }),
    );
    await Promise.all(jobs);
    expect(most).toBe(2);
  });
});
