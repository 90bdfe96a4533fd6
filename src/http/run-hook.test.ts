import { expect, test } from 'vitest';
import { runHook } from './run-hook.ts';

/** What `done` was called with, in order. */
function recorder() {
  const calls: (Error | undefined)[] = [];
  return { calls, done: (error?: Error) => void calls.push(error) };
}

test('work that need not wait goes on at once', () => {
  const { calls, done } = recorder();
  runHook(() => undefined, done);
  expect(calls).toEqual([undefined]);
});

test('work that waits goes on when it is done', async () => {
  const { calls, done } = recorder();
  const work = Promise.resolve();
  runHook(() => work, done);
  expect(calls).toEqual([]);
  await work;
  expect(calls).toEqual([undefined]);
});

test('a refusal lets the bytes at hand be read first', async () => {
  const { calls, done } = recorder();
  const refusal = new Error('refused');
  runHook(() => {
    throw refusal;
  }, done);
  expect(calls).toEqual([]);
  await Promise.resolve();
  expect(calls).toEqual([refusal]);
});

test('a refusal after waiting is passed on', async () => {
  const refusal = new Error('refused');
  const passed = await new Promise((resolve) => runHook(() => Promise.reject(refusal), resolve));
  expect(passed).toBe(refusal);
});

test('what fails later in the request is not taken for a refusal of the hook', () => {
  let calls = 0;
  const later = new Error('later');
  const done = () => {
    calls += 1;
    throw later;
  };
  expect(() => runHook(() => undefined, done)).toThrow(later);
  expect(calls).toBe(1);
});
