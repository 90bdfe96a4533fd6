import { expect, test } from 'vitest';
import { isSlug, slugOf, withSuffix } from './slug.ts';

test.each([
  ['My Project', 'my-project'],
  ['  Ünïcode & Co.  ', 'unicode-co'],
  ['a.b/c', 'a-b-c'],
  ['日本語', 'fallback'],
  ['---', 'fallback'],
  [`${'a'.repeat(59)} b`, 'a'.repeat(59)],
])('the name %j reads %j in a path', (name, slug) => {
  expect(slugOf(name, 'fallback')).toBe(slug);
});

test('a made slug is one of letters, digits and hyphens, and a slug', () => {
  const slug = withSuffix(slugOf('x'.repeat(300), 'fallback'));
  expect(slug).toMatch(/^[a-z0-9-]+$/);
  expect(isSlug(slug)).toBe(true);
});

test.each(['a', 'My_Project-2', '0', 'a'.repeat(128)])('%j can be a slug', (slug) => {
  expect(isSlug(slug)).toBe(true);
});

// A dot would be taken for a separator by Terraform; the others do not fit into a path as they are.
test.each(['', 'a.b', '-a', 'a/b', 'a b', 'é', '..', 'a\n', 'a'.repeat(129)])(
  '%j cannot be a slug',
  (slug) => {
    expect(isSlug(slug)).toBe(false);
  },
);
