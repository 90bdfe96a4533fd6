import { expect, test } from 'vitest';
import { createRefusalBudget } from './refusal-budget.ts';

test('a flood is cut to what was saved up, then to the rate; other logs have their own', () => {
  const budget = createRefusalBudget(10);
  const admitted = (scope: string, count: number, now: number) =>
    Array.from({ length: count }, () => budget.admits(scope, now)).filter(Boolean).length;
  expect(admitted('a', 5_000, 0)).toBe(1_000);
  expect(admitted('a', 5_000, 1_000)).toBe(10);
  expect(admitted('b', 5, 1_000)).toBe(5);
  // A clock that is set back earns nothing.
  expect(admitted('a', 5, 0)).toBe(0);
});

test('what was only counted is told once', () => {
  const budget = createRefusalBudget(1);
  budget.suppress('a');
  budget.suppress('a');
  expect([...budget.takeSuppressed()]).toEqual([['a', 2]]);
  expect([...budget.takeSuppressed()]).toEqual([]);
});
