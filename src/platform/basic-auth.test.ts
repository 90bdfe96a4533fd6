import { expect, test } from 'vitest';
import { readBasic } from './basic-auth.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');

test.each([
  [`Basic ${encode('user:password')}`, { username: 'user', password: 'password' }],
  [`basic  ${encode('user:password')} `, { username: 'user', password: 'password' }],
  // RFC 7617 section 2: the first colon ends the user name.
  [`Basic ${encode('user:pass:word')}`, { username: 'user', password: 'pass:word' }],
  [`Basic ${encode(':')}`, { username: '', password: '' }],
  [`Basic ${encode('usér:pässword')}`, { username: 'usér', password: 'pässword' }],
])('%j names its credentials', (header, expected) => {
  expect(readBasic(header)).toEqual(expected);
});

test.each([
  undefined,
  '',
  'Basic',
  'Basic !!!',
  `Bearer ${encode('user:password')}`,
  `Basic ${encode('no colon')}`,
  encode('user:password'),
])('%j is no Basic header', (header) => {
  expect(readBasic(header)).toBeUndefined();
});
