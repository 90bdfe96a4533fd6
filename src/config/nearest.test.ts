import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

const known = ['name', 'slug', 'emails', 'phone_numbers'];

test.each([
  ['nmae', 'name'],
  ['email', 'emails'],
  ['phone_number', 'phone_numbers'],
  ['slugs', 'slug'],
])('%s was most likely meant to be %s', (word, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test('a word that is like none of them has no hint', () => {
  expect(nearest('colour', known)).toBeUndefined();
});
