/**
 * What an attacker or a broken client sends. JSON values are given as JSON source text, so that
 * values which JavaScript cannot write (1e400, duplicate members, `__proto__`) are among them.
 */

const text = (value: string): string => JSON.stringify(value);
const nested = (depth: number, open: string, inner: string, close: string): string =>
  open.repeat(depth) + inner + close.repeat(depth);

/** Every JSON type, so that each member meets all that it is not. */
export const everyType: readonly string[] = [
  'null',
  'true',
  '0',
  '-1',
  '""',
  '"x"',
  '[]',
  '[null]',
  '{}',
  '{"x":{"y":[]}}',
];

const numbers = ['0.5', '-0', '1e308', '1e400', '-1e400', '9007199254740993', '1e-400'];

const texts = [
  ' ',
  '\0',
  'before\0after',
  '\ud800',
  'x\udc00y',
  '\u200b',
  '\u202egnp.exe',
  '\r\nBcc: everybody@example.com',
  "'; drop table users; --",
  '%',
  '_',
  '%00',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  'javascript:alert(1)',
  'http://localhost:3000/authenticate\\@evil.example',
  'NaN',
  'null',
  '__proto__',
  'constructor',
  'toString',
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2024-13-45T99:99:99Z',
  '\u0130'.repeat(60),
  'a'.repeat(300),
  `${'a'.repeat(64)}@${'b.'.repeat(90)}example`,
  'a'.repeat(20_000),
  '\u{1f600}'.repeat(5_000),
].map(text);

const structures = [
  '{"__proto__":{"admin":true}}',
  '{"_\\u005fproto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{"toString":1,"valueOf":2,"hasOwnProperty":3}',
  '{"length":4294967295}',
  '{"a":1,"a":{"b":2}}',
  '{"":"","\\u0000":1}',
  nested(24, '[', '1', ']'),
  nested(24, '{"a":', '1', '}'),
  nested(5_000, '[', '', ']'),
  nested(5_000, '{"a":', '1', '}'),
  `[${'0,'.repeat(5_000)}0]`,
  `{${Array.from({ length: 500 }, (_, index) => `"k${index}":${index}`).join()}}`,
];

const byType: Record<string, readonly string[]> = {
  string: texts,
  number: numbers,
  integer: numbers,
  object: structures,
  array: structures,
  boolean: [],
};

/** The worst of what a JSON type can hold. */
export const worstOf = (type: unknown): readonly string[] => byType[String(type)] ?? [];

export const hostileJson: readonly string[] = [...everyType, ...numbers, ...texts, ...structures];

/** Segments of a path, as they stand in it. */
export const hostileSegments: readonly string[] = [
  '',
  '%20',
  '%00',
  'a%00b',
  '%2F',
  'a%2Fb',
  '%2e%2e%2f',
  '%',
  '%zz',
  '%ff%fe',
  '%C0%80',
  '%ED%A0%80',
  '%E2%80%8B',
  '%0d%0aX-Evil:1',
  '%25',
  '%2525',
  '*',
  ':user_id',
  '%7Buser_id%7D',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  '-1',
  'x;y=z',
  "'--",
  'a'.repeat(129),
  '%61'.repeat(340),
  'a'.repeat(2_000),
  'a'.repeat(12_000),
];

/** Queries, as they stand after the question mark; `@` is the parameter's name. */
export const hostileQueries: readonly string[] = [
  '',
  '@',
  '@=',
  '@=%00',
  '@=%ff',
  '@=%ED%A0%80',
  '@=%',
  '@=x&@=y',
  '@[]=x',
  '@[a]=x',
  '@=x&__proto__=y&constructor=z',
  '__proto__[admin]=1',
  '@=-1',
  '@=1e3',
  '@=99999999999999999999',
  '@=%F0%9F%98%80',
  `@=${'a'.repeat(5_000)}`,
  '&&&===@',
];

export interface HostileBody {
  name: string;
  bytes: Buffer;
  contentType?: string | undefined;
}

const JSON_TYPE = 'application/json';
const body = (
  name: string,
  bytes: string | Buffer,
  contentType: string | undefined = JSON_TYPE,
) => ({
  name,
  bytes: Buffer.from(bytes as string),
  contentType,
});

/** Bodies that are wrong as a whole. `limit` is the server's, in bytes. */
export const hostileBodies = (limit: number): readonly HostileBody[] => [
  body('truncated', '{"email":"a@exam'),
  body('two values', '{} {}'),
  body('an array', '[{}]'),
  body('a text', '"text"'),
  body('a number', '17'),
  body('null', 'null'),
  body('false', 'false'),
  body('white space', ' \n\t'),
  body('NaN', '{"a":NaN}'),
  body('a comment', '{/* */}'),
  body('single quotes', "{'a':1}"),
  body('byte order mark', '\ufeff{}'),
  body('invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])),
  body('overlong UTF-8', Buffer.from([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d])),
  body('UTF-16', Buffer.from('{}', 'utf16le')),
  body('zeros', Buffer.alloc(64)),
  body('a prototype', '{"__proto__":{"email":"a@example.com"}}'),
  body('a hidden prototype', '{"\\u005f_proto__":{"email":"a@example.com"}}'),
  body('deep arrays', nested(50_000, '[', '', ']')),
  body('deep objects', nested(20_000, '{"a":', '1', '}')),
  body('over the limit', `{"a":"${'x'.repeat(limit)}"}`),
  body('a form', 'email=a%40example.com', 'application/x-www-form-urlencoded'),
  body('a multipart form', '--b\r\n\r\nx\r\n--b--', 'multipart/form-data; boundary=b'),
  body('plain text', 'hello', 'text/plain'),
  body('an impossible type', 'hello', '////;;;'),
  body('gzip that is none', '{}{', 'application/gzip'),
];
