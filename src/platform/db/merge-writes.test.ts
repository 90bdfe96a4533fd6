import { expect, test } from 'vitest';
import { createMerge } from './merge-writes.ts';

const write = (sql: string, ...parameters: unknown[]) => ({ sql, parameters });

test('one write stays as it is', () => {
  expect(createMerge()([write('insert into a values ($1)', 1)])).toBe('insert into a values ($1)');
});

test('parameters of a further write come after those of the ones before', () => {
  const merge = createMerge();
  expect(
    merge([
      write('insert into a values ($1, $2)', 1, 2),
      write('insert into b values ($2, $1, $1)', 3, 4),
      write('insert into c values ($1)', 5),
    ]),
  ).toBe(
    'with w0 as (insert into a values ($1, $2)), w1 as (insert into b values ($4, $3, $3)) insert into c values ($5)',
  );
});

test('the same writes have the same text, others another one', () => {
  const merge = createMerge();
  const [a, b] = [write('insert into a values ($1)', 1), write('insert into b values ($1)', 1)];
  expect(merge([a, b])).toBe(merge([write(a.sql, 7), write(b.sql, 8)]));
  expect(merge([b, a])).not.toBe(merge([a, b]));
  expect(merge([a])).toBe(a.sql);
});
