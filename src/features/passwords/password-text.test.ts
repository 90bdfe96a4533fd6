import { expect, test } from 'vitest';
import { checkPasswordText } from './password-text.ts';

test.each(['x', 'é🔑 \0\u200d', 'o\ufb03ce', 'a'.repeat(10_000)])(
  '%j may be a password',
  (text) => {
    expect(() => checkPasswordText(text)).not.toThrow();
  },
);

test.each([
  ['zero\u200bwidth', 'forbidden_character_zero_width_space'],
  ['lone \ud83d surrogate', 'bad_request'],
])('%j may not', (text, type) => {
  expect(() => checkPasswordText(text)).toThrow(expect.objectContaining({ type }));
});
