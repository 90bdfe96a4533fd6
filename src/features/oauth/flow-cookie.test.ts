import { parseSetCookie } from 'cookie';
import { expect, test } from 'vitest';
import { createFlowCookies } from './flow-cookie.ts';

const secure = createFlowCookies('https://id.example.com');
const plain = createFlowCookies('http://localhost:7700');

test('only a provider that comes back by a form gets a cookie for cross-site requests', () => {
  expect(parseSetCookie(secure.set('state', 'secret', false)).sameSite).toBe('lax');
  expect(parseSetCookie(secure.set('state', 'secret', true)).sameSite).toBe('none');
});

test('without https there is none, as browsers would drop it', () => {
  const cookie = parseSetCookie(plain.set('state', 'secret', true));
  expect(cookie.sameSite).toBe('lax');
  expect(cookie.secure).toBeUndefined();
});

test('the name does not tell the state, and another state has another cookie', () => {
  expect(secure.nameOf('state')).not.toContain('state');
  expect(secure.nameOf('state')).not.toBe(secure.nameOf('other'));
  const header = `a=b; ${secure.nameOf('state')}=secret`;
  expect(secure.read(header, 'state')).toBe('secret');
  expect(secure.read(header, 'other')).toBeUndefined();
  expect(secure.read(undefined, 'state')).toBeUndefined();
});
