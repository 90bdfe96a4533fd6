import { describe, expect, test } from 'vitest';
import { mergeName, nameSearchText, noName } from './name.ts';

const ada = { first_name: 'Ada', middle_name: 'King', last_name: 'Lovelace' };

describe('a name', () => {
  test('keeps the parts that are not given', () => {
    expect(mergeName(ada, undefined)).toEqual(ada);
    expect(mergeName(ada, { middle_name: '' })).toEqual({ ...ada, middle_name: '' });
    expect(mergeName(noName, { first_name: 'Ada' })).toEqual({ ...noName, first_name: 'Ada' });
  });

  test.each(['\u200b', '\u2060', '\ufeff'])('refuses a zero-width character', (character) => {
    expect(() => mergeName(noName, { last_name: `Love${character}lace` })).toThrow(
      expect.objectContaining({ type: 'forbidden_character_zero_width_space' }),
    );
  });

  test.each([
    'Zoë',
    '李小龍',
    'محمد',
    "O'Brien",
    'Jean-Luc',
    'de la Cruz',
    'علی\u200cرضا',
    '👩\u200d🚀',
  ])('may be written in any language: %s', (text) => {
    expect(mergeName(noName, { first_name: text }).first_name).toBe(text);
  });
});

describe('the text that a fuzzy search looks into', () => {
  test('is empty without a name', () => {
    expect(nameSearchText(noName)).toBe('');
  });

  test('has all parts in order, in lower case', () => {
    expect(nameSearchText({ ...ada, middle_name: '' })).toBe('ada lovelace');
    expect(nameSearchText({ ...ada, last_name: '' })).toBe('ada king');
  });

  test('has first and last name side by side where a middle name stands between', () => {
    expect(nameSearchText(ada)).toContain('ada king lovelace');
    expect(nameSearchText(ada)).toContain('ada lovelace');
  });
});
