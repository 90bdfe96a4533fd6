import { expect, test } from 'vitest';
import { plainPath } from './plain-path.ts';

test.each([
  ['/v1/users', '/v1/users'],
  ['//v1/users', '/v1/users'],
  ['///v1//users///x', '/v1/users/x'],
  ['//v1/redirect_urls?url=https://a.example//b', '/v1/redirect_urls?url=https://a.example//b'],
  ['/v1/users/a%2F%2Fb', '/v1/users/a%2F%2Fb'],
  ['/v1/users?next=//x', '/v1/users?next=//x'],
  ['http://127.0.0.1/v1//users', 'http://127.0.0.1/v1//users'],
  ['//', '/'],
  ['*', '*'],
])('%s is %s', (url, path) => {
  expect(plainPath(url)).toBe(path);
});
