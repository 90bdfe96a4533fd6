import { expect, test } from 'vitest';
import { parseJsonBody } from './json-body.ts';

const parse = (text: string): unknown => parseJsonBody(Buffer.from(text));

test('an absent body is an empty object, and so is null', () => {
  expect(parse('')).toEqual({});
  expect(parse('null')).toEqual({});
});

test('members that are null were not given, but where null deletes a key', () => {
  expect(parse('{"a":null,"b":{"c":null,"d":1}}')).toEqual({ b: { d: 1 } });
  expect(parse('{"trusted_metadata":{"a":null}}')).toEqual({ trusted_metadata: { a: null } });
});

test('a body without anything to be cleaned comes as it is', () => {
  const body = { text: 'nul \\ é 😀 {[', list: [{ a: 1 }, 'x'], no: false };
  expect(parse(JSON.stringify(body))).toEqual(body);
});

const nested = (levels: number): string =>
  `{"a":${'['.repeat(levels - 1)}1${']'.repeat(levels - 1)}}`;

test('as deep as it may be, and no deeper', () => {
  expect(() => parse(nested(32))).not.toThrow();
  expect(() => parse(nested(33))).toThrow();
});

test.each([
  ['no JSON', '{'],
  ['NUL, written as an escape', '{"a":"\\u0000"}'],
  ['a raw NUL', '{"a":"\0"}'],
  ['half a surrogate pair', '{"a":"\\uD800"}'],
  ['NUL in a name', '{"\\u0000":1}'],
  ['NUL deep inside', '{"a":[{"b":["\\u0000"]}]}'],
  ['a prototype', '{"__proto__":{}}'],
  ['a prototype in disguise', '{"__pro\\u0074o__":{}}'],
])('%s is a bad request', (_what, text) => {
  expect(() => parse(text)).toThrow();
});

test('text that is no UTF-8 is a bad request', () => {
  expect(() => parseJsonBody(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toThrow();
});
