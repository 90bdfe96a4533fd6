import { expect, test } from 'vitest';
import { combineSources } from './combined.ts';
import { createCommonPasswords } from './common-passwords.ts';

const common = createCommonPasswords();

test.each([
  '123456',
  'password',
  'PassWord',
  'qwerty',
  'letmein',
  'trustno1',
  'password1',
  "pic's",
  'qqqqqq1',
])('%s is common, with no network', async (password) => {
  expect(await common.isBreached(password)).toBe(true);
});

test.each(['', ' ', 'wobbly-thermal-krill-9', 'password ', 'a,b', '__proto__', 'x'.repeat(10_000)])(
  '%j is not',
  async (password) => {
    expect(await common.isBreached(password)).toBe(false);
  },
);

test('combined sources are asked in order until one knows the password', async () => {
  const asked: string[] = [];
  const source = (name: string, known: string) => ({
    isBreached: async (password: string) => {
      asked.push(name);
      return password === known;
    },
  });
  const combined = combineSources([source('first', 'a'), source('second', 'b')]);
  expect(await combined.isBreached('a')).toBe(true);
  expect(asked.splice(0)).toEqual(['first']);
  expect(await combined.isBreached('b')).toBe(true);
  expect(await combined.isBreached('c')).toBe(false);
  expect(asked).toEqual(['first', 'second', 'first', 'second']);
  expect(await combineSources([]).isBreached('a')).toBe(false);
});
