import { describe, expect, test } from 'vitest';
import { codeOf, matchingSteps, newestStep, newSecret, stepAt } from './time-steps.ts';

/** `12345678901234567890` of RFC 6238 appendix B. */
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const SECOND = 1_000;

describe('the code of a time step', () => {
  // The last six of the eight digits that the appendix lists for SHA-1.
  test.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at second %i is %s (RFC 6238)', (second, code) => {
    expect(codeOf(SECRET, stepAt(second * SECOND))).toBe(code);
  });
});

describe('a code', () => {
  const now = 1_111_111_111 * SECOND;
  const current = stepAt(now);

  test.each([-1, 0, 1])('of the step %i from now is accepted', (distance) => {
    expect(matchingSteps(SECRET, codeOf(SECRET, current + distance), now)).toEqual([
      current + distance,
    ]);
  });

  test.each([-2, 2, -100])('of the step %i from now is not', (distance) => {
    expect(matchingSteps(SECRET, codeOf(SECRET, current + distance), now)).toEqual([]);
  });

  test.each(['', '05047', '0504711', '050471 ', '٠٥٠٤٧١'])('that is %j is not', (code) => {
    expect(matchingSteps(SECRET, code, now)).toEqual([]);
  });

  test('of no step before 1970 is looked for', () => {
    expect(matchingSteps(SECRET, codeOf(SECRET, 0), 0)).toEqual([0]);
    expect(newestStep(0)).toBe(1);
  });
});

test('a new secret has 160 bits in base32 without padding, another one each time', () => {
  const secrets = Array.from({ length: 50 }, newSecret);
  for (const secret of secrets) expect(secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(new Set(secrets).size).toBe(50);
});
