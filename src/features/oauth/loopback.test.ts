import { expect, test } from 'vitest';
import { otherLoopback } from './loopback.ts';

const url = '/v1/public/oauth/google/start?public_token=x';

test.each([
  ['http://localhost:7700', '127.0.0.1:7700', 'http://localhost:7700'],
  ['http://localhost:7700', '[::1]:7700', 'http://localhost:7700'],
  ['http://127.0.0.1:7700', 'localhost:7700', 'http://127.0.0.1:7700'],
])('%s reached as %s goes on at its own name', (publicUrl, host, origin) => {
  expect(otherLoopback(publicUrl, { host, url })).toBe(`${origin}${url}`);
});

test.each([
  ['its own name', 'http://localhost:7700', 'localhost:7700'],
  ['another port, as behind a proxy', 'http://localhost:8080', '127.0.0.1:7700'],
  ['a public name', 'https://id.example.com', '127.0.0.1:7700'],
  ['https, where names are real', 'https://localhost:7700', '127.0.0.1:7700'],
  ['a name of somebody else', 'http://localhost:7700', 'evil.example:7700'],
  ['no host', 'http://localhost:7700', ''],
  ['a malformed host', 'http://localhost:7700', 'a b'],
])('nobody is sent anywhere for %s', (_what, publicUrl, host) => {
  expect(otherLoopback(publicUrl, { host, url })).toBeUndefined();
});
