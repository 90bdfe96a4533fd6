import { describe, expect, test } from 'vitest';
import type { Client } from './client-record.ts';
import { blankClient } from './client-rules.ts';
import { isRegisteredRedirect, redirectUrlProblem } from './redirect-rules.ts';

const problem = (kind: 'test' | 'live', publicClient: boolean, url: string) =>
  redirectUrlProblem(url, { kind, publicClient })?.replace('connected_app_', '') ?? 'none';

describe('a redirect URL to register', () => {
  test.each([
    ['test', 'https://app.example.com/cb', 'none', 'none'],
    ['live', 'https://app.example.com/cb', 'none', 'none'],
    ['test', 'http://localhost:3000/cb', 'none', 'none'],
    [
      'live',
      'http://localhost:3000/cb',
      'redirect_url_must_use_https_scheme',
      'redirect_url_cannot_use_localhost',
    ],
    ['live', 'http://127.0.0.1:5001', 'redirect_url_must_use_https_scheme', 'none'],
    ['test', 'http://[::1]/cb', 'none', 'none'],
    [
      'test',
      'http://app.example.com/cb',
      'redirect_url_http_scheme_must_use_loopback',
      'redirect_url_http_scheme_must_use_loopback',
    ],
    [
      'test',
      'http://127.0.0.1.evil.example/cb',
      'redirect_url_http_scheme_must_use_loopback',
      'redirect_url_http_scheme_must_use_loopback',
    ],
    ['live', 'com.example.app:/cb', 'redirect_url_must_use_http_or_https_scheme', 'none'],
    ['test', 'javascript:alert(1)', 'invalid_redirect_url', 'invalid_redirect_url'],
    ['test', 'https://*.example.com/cb', 'invalid_redirect_url', 'invalid_redirect_url'],
    ['test', 'https://app.example.com/cb#x', 'invalid_redirect_url', 'invalid_redirect_url'],
    ['test', 'https://a@app.example.com/cb', 'invalid_redirect_url', 'invalid_redirect_url'],
    [
      'test',
      'app.example.com/cb',
      'redirect_url_must_include_scheme',
      'redirect_url_must_include_scheme',
    ],
    [
      'test',
      'localhost:3000/cb',
      'redirect_url_must_include_scheme',
      'redirect_url_must_include_scheme',
    ],
  ] as const)('in %s, %s: confidential %s, public %s', (kind, url, confidential, publicOne) => {
    expect(problem(kind, false, url)).toBe(confidential);
    expect(problem(kind, true, url)).toBe(publicOne);
  });
});

const client = (type: Client['type'], ...redirectUrls: string[]): Client => ({
  ...blankClient('id', type, { creationMethod: 'api', expiresAt: null }),
  redirectUrls,
});

describe('RFC 9700 4.1 insufficient redirect URI validation:', () => {
  test.each([
    'https://app.example.com/cb/',
    'https://app.example.com/cb?x=1',
    'https://app.example.com/CB',
    'https://app.example.com:443/cb',
    'https://app.example.com/cb/../cb',
    'https://evil.example/cb',
    'https://app.example.com.evil.example/cb',
    'https://app.example.com@evil.example/cb',
    'http://app.example.com/cb',
    'https://app.example.com/cb#',
  ])('%s is not the registered URL', (uri) => {
    for (const type of ['third_party', 'third_party_public'] as const) {
      expect(isRegisteredRedirect(client(type, 'https://app.example.com/cb'), uri)).toBe(false);
    }
  });

  test('the port of a loopback address is free for apps on the machine of the user only', () => {
    const url = 'http://127.0.0.1/cb';
    const given = 'http://127.0.0.1:53682/cb';
    expect(isRegisteredRedirect(client('third_party_public', url), given)).toBe(true);
    expect(isRegisteredRedirect(client('third_party', url), given)).toBe(false);
    for (const other of [
      'http://[::1]:53682/cb',
      'http://127.0.0.1:1/x',
      'https://127.0.0.1:1/cb',
    ]) {
      expect(isRegisteredRedirect(client('third_party_public', url), other)).toBe(false);
    }
  });
});
