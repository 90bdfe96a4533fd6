import { describe, expect, test } from 'vitest';
import { isOriginOf, readDomain } from './domain.ts';

describe('a domain', () => {
  test.each([
    ['example.com', 'example.com'],
    ['Login.Example.COM', 'login.example.com'],
    ['localhost', 'localhost'],
    ['intranet', 'intranet'],
    ['bücher.example', 'xn--bcher-kva.example'],
  ])('%s is an RP ID', (text, domain) => expect(readDomain(text)).toBe(domain));

  test.each([
    '',
    ' ',
    '.',
    'example.com.',
    '.example.com',
    'a..b',
    'https://example.com',
    'example.com:443',
    'example.com/login',
    'user@example.com',
    '127.0.0.1',
    '0x7f.1',
    '2130706433',
    '[::1]',
    '::1',
    'exa mple.com',
    'example.com\n',
    'exam%70le.com',
    'a_b!c',
    '-a.example',
    `${'a'.repeat(64)}.example`,
    `${'a.'.repeat(150)}example`,
    '__proto__\0',
  ])('%j is none', (text) => {
    expect(() => readDomain(text)).toThrow(
      expect.objectContaining({ type: 'invalid_domain', status: 400 }),
    );
  });
});

describe('an origin', () => {
  test.each([
    ['example.com', 'https://example.com'],
    ['example.com', 'https://login.example.com'],
    ['example.com', 'https://a.b.example.com:8443'],
    ['localhost', 'http://localhost:3000'],
    ['localhost', 'https://localhost'],
    ['localhost', 'http://app.localhost:3000'],
  ])('of a page of %s: %s', (domain, origin) => expect(isOriginOf(domain, origin)).toBe(true));

  test.each([
    ['example.com', 'http://example.com'],
    ['example.com', 'http://localhost:3000'],
    ['example.com', 'https://example.com.evil.example'],
    ['example.com', 'https://notexample.com'],
    ['example.com', 'https://com'],
    ['login.example.com', 'https://example.com'],
    ['example.com', 'https://example.com/'],
    ['example.com', 'https://EXAMPLE.com'],
    ['example.com', 'https://evil.example#.example.com'],
    ['example.com', 'https://evil@example.com'],
    ['example.com', 'android:apk-key-hash:AAAA'],
    ['example.com', 'null'],
    ['example.com', ''],
    ['example.com', 'example.com'],
    ['example.com', 'wss://example.com'],
    ['localhost', 'http://localhost.evil.example'],
    ['localhost', 'http://127.0.0.1'],
  ])('of no page of %s: %s', (domain, origin) => expect(isOriginOf(domain, origin)).toBe(false));
});
