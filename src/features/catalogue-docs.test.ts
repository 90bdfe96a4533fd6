import { expect, test } from 'vitest';
import { errorAreas } from './catalogue.ts';
import { renderErrorDocs } from './catalogue-docs.ts';

test('the error docs list each error once, sorted within its area', () => {
  const docs = renderErrorDocs({
    first: { b: { status: 400, message: 'B is bad.' }, a: { status: 404, message: 'No a.' } },
    second: { c: { status: 500, message: 'A | B.' } },
  });
  expect(docs.split('\n').filter((line) => line.startsWith('| `'))).toEqual([
    '| `a` | 404 | No a. | first |',
    '| `b` | 400 | B is bad. | first |',
    '| `c` | 500 | A \\| B. | second |',
  ]);
});

test('the error docs are the same on every run', () => {
  expect(renderErrorDocs(errorAreas)).toBe(renderErrorDocs(structuredClone(errorAreas)));
});
