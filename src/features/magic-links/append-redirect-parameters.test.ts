import { describe, expect, it } from 'vitest';
import { appendRedirectParameters } from './append-redirect-parameters.ts';

const ours = { token: 't-1_A', stytch_token_type: 'magic_links', stytch_redirect_type: 'login' };
const query = 'stytch_redirect_type=login&stytch_token_type=magic_links&token=t-1_A';

describe('appendRedirectParameters', () => {
  it.each([
    ['no query', 'https://app.example/authenticate', `https://app.example/authenticate?${query}`],
    ['no path', 'https://app.example', `https://app.example?${query}`],
    ['an empty query', 'https://app.example/?', `https://app.example/?${query}`],
    [
      'a query',
      'https://app.example/a?next=%2Fhome',
      `https://app.example/a?next=%2Fhome&${query}`,
    ],
    ['a trailing ampersand', 'https://app.example/a?x=1&', `https://app.example/a?x=1&${query}`],
    ['a fragment', 'https://app.example/a#/route?x=1', `https://app.example/a?${query}#/route?x=1`],
    ['both', 'https://app.example/a?x=1#top', `https://app.example/a?x=1&${query}#top`],
    ['an app scheme', 'myapp://callback', `myapp://callback?${query}`],
    ['an opaque scheme', 'com.example.app:/oauth', `com.example.app:/oauth?${query}`],
    [
      'a nested URL',
      'com.example.app://oauth?url=myapp%3A%2F%2Fcb',
      `com.example.app://oauth?url=myapp%3A%2F%2Fcb&${query}`,
    ],
  ])('adds ours in alphabetical order to a URL with %s', (_, url, expected) => {
    expect(appendRedirectParameters(url, ours)).toBe(expected);
  });

  it.each([
    'HTTPS://App.Example:443/a/../b?q=a+b&q=c%20d&empty=&bare&ü=ß#Ä',
    'exp://127.0.0.1:19000/--/login?x={}',
    'stytch-ui-public-token-test-1://deeplink?A=b%2fc',
  ])('keeps every byte of %s', (url) => {
    const result = appendRedirectParameters(url, ours);
    expect(result.replace(new RegExp(`[?&]${query}`), '')).toBe(url);
  });

  it('encodes values so that a parser reads them back', () => {
    const parameters = { token: 'a=b&c d+e/f#g?ü', public_token: 'p' };
    const result = new URL(appendRedirectParameters('https://app.example/?own=1#frag', parameters));
    expect([...result.searchParams]).toEqual([
      ['own', '1'],
      ['public_token', 'p'],
      ['token', 'a=b&c d+e/f#g?ü'],
    ]);
    expect(result.hash).toBe('#frag');
  });

  it('leaves the URL alone when there is nothing to add', () => {
    expect(appendRedirectParameters('https://app.example/?', {})).toBe('https://app.example/?');
  });
});
