import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { type RedirectUrlType, type RegisteredUrl, resolveRedirectUrl } from './matching.ts';
import { magicLinkUrlErrors } from './parameter-errors.ts';

const login = (...urls: string[]): RegisteredUrl[] =>
  urls.map((url) => ({ url, validTypes: [{ type: 'LOGIN', isDefault: false }] }));

/** The URL, or the type of the error. */
const resolve = (
  registered: readonly RegisteredUrl[],
  given: string | undefined,
  type: 'LOGIN' | 'SIGNUP' | 'INVITE' = 'LOGIN',
): string => {
  try {
    return resolveRedirectUrl(registered, type, given, magicLinkUrlErrors[type]);
  } catch (error) {
    if (error instanceof ApiError) return error.type;
    throw error;
  }
};

const malformed = 'invalid_login_magic_link_url';
const unmatched = 'no_match_for_provided_magic_link_url';
const otherQuery = 'query_params_do_not_match';
const token = 'public-token-test-11111111-1111-4111-8111-111111111111';

describe('a given redirect URL', () => {
  test.each([
    ['http://localhost:3000/authenticate', 'http://localhost:3000/authenticate'],
    ['https://app.example.com/cb', 'https://app.example.com/cb'],
    ['https://app.example.com/cb', 'https://app.example.com:443/cb'],
    ['https://app.example.com/cb', 'HTTPS://App.Example.com/cb'],
    ['https://app.example.com', 'https://app.example.com/'],
    ['https://app.example.com/cb?a=1&b=2', 'https://app.example.com/cb?b=2&a=1'],
    ['https://app.example.com/cb?n=a%20b', 'https://app.example.com/cb?n=a+b'],
    ['https://example.com/cb', 'https://www.example.com/cb'],
    ['https://www.example.com:8443/cb', 'https://example.com:8443/cb'],
    ['https://app.example.com/cb?next={}', 'https://app.example.com/cb?next=%2Fhome%3Fa%3D1'],
    ['https://app.example.com/cb?next={}', 'https://app.example.com/cb?next='],
    ['https://app.example.com/cb?next={}&v=1', 'https://app.example.com/cb?v=1&next=x'],
    ['https://*.preview.example.com/cb', 'https://pr-7.preview.example.com/cb'],
    ['https://app-*-team.example.com/cb', 'https://app-7f3-team.example.com/cb'],
    ['https://*.preview.example.com:8443/cb', 'https://a.preview.example.com:8443/cb'],
    ['http://[::1]:3000/cb', 'http://[::1]:3000/cb'],
    ['myapp://callback', 'myapp://callback'],
    ['myapp:/callback', 'myapp:/callback'],
    ['slack://auth/callback', 'slack://auth/callback'],
    ['exp://127.0.0.1:19000', 'exp://127.0.0.1:19000'],
    [`stytch-ui-${token}://deeplink`, `stytch-ui-${token}://deeplink`],
    ['com.example.app://oauth?url={}', 'com.example.app://oauth?url=https%3A%2F%2Fa.example%2Fx'],
    ['com.example.app://oauth', 'com.example.app://oauth?url=myapp%3A%2F%2Flogin'],
  ])('registered as %s may be %s, and comes back as written', (registered, given) => {
    expect(resolve(login(registered), given)).toBe(given);
  });

  test.each([
    ['another scheme', 'http://app.example.com/cb'],
    ['another host', 'https://evil.example/cb'],
    ['a host below', 'https://x.app.example.com/cb'],
    ['a host above', 'https://example.com/cb'],
    ['a host that begins alike', 'https://app.example.com.evil.example/cb'],
    ['a host that ends alike', 'https://evilapp.example.com/cb'],
    ['a host with a final dot', 'https://app.example.com./cb'],
    ['www twice', 'https://www.www.app.example.com/cb'],
    ['another port', 'https://app.example.com:8443/cb'],
    ['a trailing slash', 'https://app.example.com/cb/'],
    ['another case in the path', 'https://app.example.com/CB'],
    ['a deeper path', 'https://app.example.com/cb/x'],
    ['a doubled slash', 'https://app.example.com//cb'],
    ['an escape in the path', 'https://app.example.com/%63b'],
    ['a path parameter', 'https://app.example.com/cb;x'],
    ['another app scheme', 'myapp://app.example.com/cb'],
    ['a look-alike in punycode', 'https://xn--pp-7kc.example.com/cb'],
  ])('with %s does not match', (_name, given) => {
    expect(resolve(login('https://app.example.com/cb'), given)).toBe(unmatched);
  });

  test.each([
    ['user info that shows a good host', 'https://app.example.com@evil.example/cb'],
    ['user info before the good host', 'https://evil@app.example.com/cb'],
    ['user info with a password', 'https://a:b@app.example.com/cb'],
    ['a backslash as a slash', 'https://app.example.com\\@evil.example/cb'],
    ['backslashes at the start', 'https:\\\\app.example.com\\cb'],
    ['a backslash before the host ends', 'https://evil.example\\.app.example.com/cb'],
    ['one slash', 'https:/app.example.com/cb'],
    ['no slash', 'https:app.example.com/cb'],
    ['three slashes', 'https:///app.example.com/cb'],
    ['no scheme', '//app.example.com/cb'],
    ['a host instead of a scheme', 'app.example.com/cb'],
    ['a host and port instead of a scheme', 'localhost:3000/cb'],
    ['a path only', '/cb'],
    ['a fragment', 'https://app.example.com/cb#x'],
    ['an empty fragment', 'https://app.example.com/cb#'],
    ['a space before', ' https://app.example.com/cb'],
    ['a space inside', 'https://app.example.com/c b'],
    ['a tab inside the host', 'https://app.exa\tmple.com/cb'],
    ['a line break', 'https://app.example.com/cb\r\nSet-Cookie: a=b'],
    ['a null byte', 'https://app.example.com\u0000.evil.example/cb'],
    ['an escaped null byte', 'https://app.example.com/cb%00'],
    ['an escaped line break', 'https://app.example.com/cb?x=%0d%0aSet-Cookie'],
    ['an escape in the host', 'https://app%2eexample.com/cb'],
    ['an escaped slash in the host', 'https://evil.example%2Fapp.example.com/cb'],
    ['a lone percent sign', 'https://app.example.com/cb?x=%'],
    ['escapes that are not UTF-8', 'https://app.example.com/cb?x=%ff'],
    ['full-width dots in the host', 'https://app\uff0eexample\uff0ecom/cb'],
    ['letters of another script', 'https://\u0430pp.example.com/cb'],
    ['a zero-width space', 'https://app.example.com/\u200bcb'],
    ['a text-direction mark', 'https://app.example.com/\u202ecb'],
    ['dot segments', 'https://app.example.com/x/../cb'],
    ['dot segments in an app URL', 'myapp://callback/x/../y'],
    ['user info in an app URL', 'myapp://good@callback'],
    ['escaped dot segments', 'https://app.example.com/x/%2e%2e/cb'],
    ['an empty port', 'https://app.example.com:/cb'],
    ['a port with zeros', 'https://app.example.com:0443/cb'],
    ['a port out of range', 'https://app.example.com:70000/cb'],
    ['an address in hexadecimal', 'http://0x7f.1/cb'],
    ['an address as a number', 'http://2130706433/cb'],
    ['a wildcard of its own', 'https://*.example.com/cb'],
    ['the scheme javascript', 'javascript://app.example.com/%61lert(1)'],
    ['the scheme data', 'data:text/html,x'],
    ['quotes', 'https://app.example.com/cb?x="><script>'],
    ['more than 2048 characters', `https://app.example.com/cb?x=${'a'.repeat(2048)}`],
    ['a megabyte of at signs', `https://${'@'.repeat(1_000_000)}`],
  ])('with %s is malformed', (_name, given) => {
    const registered = login('https://app.example.com/cb', 'https://app.example.com/cb?x={}');
    expect(resolve(registered, given)).toBe(malformed);
  });

  test.each([
    ['a parameter too many', 'https://app.example.com/cb', 'https://app.example.com/cb?a=1'],
    ['a parameter missing', 'https://app.example.com/cb?a=1', 'https://app.example.com/cb'],
    ['another value', 'https://app.example.com/cb?a=1', 'https://app.example.com/cb?a=2'],
    ['another name', 'https://app.example.com/cb?a=1', 'https://app.example.com/cb?A=1'],
    [
      'a name with a question mark',
      'https://app.example.com/cb?a=1',
      'https://app.example.com/cb??a=1',
    ],
    [
      'a repeated parameter',
      'https://app.example.com/cb?a={}',
      'https://app.example.com/cb?a=1&a=2',
    ],
    ['repeated ones turned round', 'https://a.example/?a=1&a=2', 'https://a.example/?a=2&a=1'],
    ['a parameter beside the placeholder', 'https://a.example/?a={}', 'https://a.example/?a=1&b=2'],
    ['a placeholder of the caller', 'https://a.example/?a=1', 'https://a.example/?a={}'],
    ['braces of the caller', 'https://a.example/cb', 'https://a.example/cb?token={{token}}'],
    ['an escaped placeholder', 'https://a.example/?a=%7B%7D', 'https://a.example/?a=1'],
    ['a part of a value as placeholder', 'https://a.example/?a=x-{}', 'https://a.example/?a=x-1'],
    ['more than url for an app', 'com.example.app://oauth', 'com.example.app://oauth?url=a&b=c'],
    ['a query for another app host', 'com.example.app://login', 'com.example.app://login?url=a'],
  ])('that differs by %s has its own error', (_name, registered, given) => {
    expect(resolve(login(registered), given)).toBe(otherQuery);
  });

  test.each([
    [
      'two labels for one',
      'https://*.preview.example.com/cb',
      'https://a.b.preview.example.com/cb',
    ],
    ['no label', 'https://*.preview.example.com/cb', 'https://preview.example.com/cb'],
    ['nothing for a part', 'https://app-*.example.com/cb', 'https://app-.example.com/cb'],
    ['overlapping ends', 'https://aba*aba.example.com/cb', 'https://ababa.example.com/cb'],
    ['another domain', 'https://*.example.com/cb', 'https://a.example.com.evil.example/cb'],
    ['another port', 'https://*.example.com/cb', 'https://a.example.com:8443/cb'],
    ['another path', 'https://*.example.com/cb', 'https://a.example.com/x'],
    ['another case in an app host', 'myapp://Callback', 'myapp://callback'],
    ['a shorter app path', 'myapp://callback/a', 'myapp://callback'],
    ['a portless loopback', 'http://127.0.0.1/cb', 'http://127.0.0.1:8000/cb'],
    ['www before one label', 'http://localhost/cb', 'http://www.localhost/cb'],
    ['www.com for com', 'https://com/cb', 'https://www.com/cb'],
  ])('with %s does not match', (_name, registered, given) => {
    expect(resolve(login(registered), given)).toBe(unmatched);
  });

  test('is checked against the URLs of its own type only', () => {
    const registered: RegisteredUrl[] = [
      { url: 'https://a.example/in', validTypes: [{ type: 'LOGIN', isDefault: true }] },
      { url: 'https://a.example/up', validTypes: [{ type: 'SIGNUP', isDefault: true }] },
    ];
    expect(resolve(registered, 'https://a.example/up', 'LOGIN')).toBe(unmatched);
    expect(resolve(registered, 'https://a.example/up', 'SIGNUP')).toBe('https://a.example/up');
    expect(resolve([], 'https://a.example/up', 'SIGNUP')).toBe(unmatched);
  });

  test('prefers a full match over one that differs by its query', () => {
    const registered = login('https://a.example/cb?a=1', 'https://a.example/cb?a=2');
    expect(resolve(registered, 'https://a.example/cb?a=2')).toBe('https://a.example/cb?a=2');
  });

  test.each([
    ['LOGIN', 'invalid_login_magic_link_url'],
    ['SIGNUP', 'invalid_signup_magic_link_url'],
    ['INVITE', 'invalid_invite_magic_link_url'],
  ] as const)('that is malformed has the error of its %s parameter', (type, expected) => {
    expect(resolve([], 'nonsense', type)).toBe(expected);
  });
});

describe('no given redirect URL', () => {
  const both: RegisteredUrl[] = [
    { url: 'https://a.example/1', validTypes: [{ type: 'LOGIN', isDefault: false }] },
    { url: 'https://a.example/2', validTypes: [{ type: 'LOGIN', isDefault: true }] },
  ];

  test.each([undefined, ''])('means the default of the type (%j)', (given) => {
    expect(resolve(both, given)).toBe('https://a.example/2');
  });

  test.each(['LOGIN', 'SIGNUP', 'INVITE'] as const)('and no URL of type %s is a 404', (type) => {
    const other: RedirectUrlType = 'RESET_PASSWORD';
    const registered = [
      { url: 'https://a.example', validTypes: [{ type: other, isDefault: true }] },
    ];
    expect(resolve(registered, undefined, type)).toBe(`no_${type.toLowerCase()}_redirect_urls_set`);
  });

  test.each(['LOGIN', 'SIGNUP', 'INVITE'] as const)('and no default of type %s', (type) => {
    const registered = [{ url: 'https://a.example', validTypes: [{ type, isDefault: false }] }];
    const expected = `no_default_${type.toLowerCase()}_redirect_url_set`;
    expect(resolve(registered, undefined, type)).toBe(expected);
  });
});
