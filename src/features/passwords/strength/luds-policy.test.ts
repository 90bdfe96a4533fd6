import { expect, test } from 'vitest';
import { checkLuds } from './luds-policy.ts';

const classes = (password: string) => {
  const { has_lower_case, has_upper_case, has_digit, has_symbol } = checkLuds(password, {
    minLength: 8,
    minComplexity: 4,
  });
  return [has_lower_case && 'L', has_upper_case && 'U', has_digit && 'D', has_symbol && 'S']
    .filter(Boolean)
    .join('');
};

test.each([
  ['', ''],
  ['abc', 'L'],
  ['ABC', 'U'],
  ['123', 'D'],
  ['-', 'S'],
  [' ', 'S'],
  ['\0', 'S'],
  ['🔑', 'S'],
  // Letters of other scripts, and digits of them, are symbols.
  ['éÄж', 'S'],
  ['٣', 'S'],
  ['aB3!', 'LUDS'],
])('%j has the classes %s', (password, expected) => {
  expect(classes(password)).toBe(expected);
});

test('counts what is missing, never below zero', () => {
  const policy = { minLength: 10, minComplexity: 3 };
  expect(checkLuds('abcd', policy)).toMatchObject({
    missing_complexity: 2,
    missing_characters: 6,
  });
  expect(checkLuds('abcdEF12-x-x-x', policy)).toMatchObject({
    missing_complexity: 0,
    missing_characters: 0,
  });
});

test('counts characters, not UTF-16 units or bytes', () => {
  const policy = { minLength: 8, minComplexity: 1 };
  expect(checkLuds('🔑🔑🔑🔑', policy).missing_characters).toBe(4);
  expect(checkLuds('éééééééé', policy).missing_characters).toBe(0);
});

test('takes 10,000 characters', () => {
  const policy = { minLength: 32, minComplexity: 4 };
  expect(checkLuds('aB3!'.repeat(2_500), policy)).toMatchObject({
    missing_complexity: 0,
    missing_characters: 0,
  });
});
