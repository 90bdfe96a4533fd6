import { describe, expect, test } from 'vitest';
import { ApiError } from '../../platform/errors/api-error.ts';
import { canBeDefault, type RequestedType, validateNewRedirectUrl } from './registration.ts';

const plain: RequestedType[] = [{ type: 'LOGIN', isDefault: false }];
const asDefault: RequestedType[] = [{ type: 'LOGIN', isDefault: true }];

const check = (
  url: string,
  environment: 'TEST' | 'LIVE' = 'TEST',
  types: RequestedType[] = plain,
): string => {
  try {
    validateNewRedirectUrl(url, types, environment);
    return 'ok';
  } catch (error) {
    if (error instanceof ApiError) return error.type;
    throw error;
  }
};

const token = 'public-token-test-11111111-1111-4111-8111-111111111111';

describe('registering a redirect URL', () => {
  test.each([
    'https://app.example.com',
    'https://app.example.com/cb?next={}&v=1',
    'https://app.example.com/cb?scope=*',
    'https://localhost:3002/login?expires_at={}',
    'https://xn--bcher-kva.example/cb',
    'myapp://callback',
    'com.example.app://oauth?url={}',
    `stytch-ui-${token}://deeplink`,
    'exp://127.0.0.1:19000',
  ])('%s is accepted in TEST and LIVE', (url) => {
    expect([check(url, 'TEST'), check(url, 'LIVE')]).toEqual(['ok', 'ok']);
  });

  test.each([
    'http://localhost:3000/authenticate',
    'http://127.0.0.1:8000/cb',
    'http://[::1]:8000/cb',
    'http://192.168.1.20:3000/cb',
    'http://app.localhost/cb',
    'http://web:3000/cb',
    'http://host.docker.internal:3000/cb',
  ])('%s is accepted in TEST, and must be https in LIVE', (url) => {
    expect([check(url, 'TEST'), check(url, 'LIVE')]).toEqual(['ok', 'redirect_url_must_use_https']);
  });

  test.each(['http://app.example.com/cb', 'http://8.8.8.8/cb', 'http://localhost.example.com/cb'])(
    '%s must be https in TEST too, since it leaves the private network',
    (url) => {
      expect(check(url, 'TEST')).toBe('redirect_url_must_use_https');
    },
  );

  test.each([
    'https://*.preview.example.com/cb',
    'https://app-*-team.example.com/cb',
    'http://*.localhost:3000/cb',
  ])('the wildcard of %s is for TEST only', (url) => {
    expect([check(url), check(url, 'LIVE')]).toEqual(['ok', 'no_wildcards_in_live_redirect_url']);
  });

  test.each([
    ['a whole top-level domain', 'https://*.com/cb'],
    ['every host', 'https://*/cb'],
    ['the last label', 'https://example.*/cb'],
    ['the label before the last', 'https://exam*.com/cb'],
    ['two wildcards', 'https://*.*.example.com/cb'],
    ['a wildcard in the path', 'https://app.example.com/*'],
    ['a wildcard port', 'https://app.example.com:*/cb'],
    ['a wildcard scheme', '*://app.example.com/cb'],
    ['a wildcard in an app URL', 'myapp://*'],
    ['a wildcard in an app path', 'myapp://callback/*'],
    ['nothing', ''],
    ['no scheme', 'app.example.com/cb'],
    ['a host instead of a scheme', 'localhost:3000/cb'],
    ['user info', 'https://good.example@evil.example/cb'],
    ['a fragment', 'https://app.example.com/#/cb'],
    ['a backslash', 'https:\\\\app.example.com'],
    ['a space', 'https://app.example.com/c b'],
    ['a control character', 'https://app.example.com/\u0007'],
    ['another script', 'https://b\u00fccher.example/cb'],
    ['dot segments', 'https://app.example.com/a/../cb'],
    ['a placeholder in the path', 'https://app.example.com/{}'],
    ['a placeholder in the host', 'https://{}.example.com/'],
    ['too many characters', `https://app.example.com/${'a'.repeat(2048)}`],
  ])('refuses %s', (_name, url) => {
    expect(check(url)).toBe('invalid_url');
  });

  test.each([
    'javascript:alert(1)',
    'JavaScript://app.example.com/%0aalert(1)',
    'data:text/html,<script>',
    'file:///etc/passwd',
    'vbscript:x',
    'blob:https://app.example.com/x',
    'intent://x#Intent;end',
  ])('refuses the protocol of %s', (url) => {
    expect(check(url)).toBe('redirect_url_cannot_use_protocol');
  });

  test.each([
    ['no type', []],
    ['an unknown type', [{ type: 'LOGOUT', isDefault: false }]],
    ['another case', [{ type: 'login', isDefault: false }]],
    ['a property of every object', [{ type: 'constructor', isDefault: false }]],
  ])('refuses %s', (_name, types) => {
    expect(check('https://app.example.com', 'TEST', types)).toBe('invalid_redirect_url_type');
  });

  test('takes all five types at once', () => {
    const types = ['LOGIN', 'SIGNUP', 'INVITE', 'RESET_PASSWORD', 'DISCOVERY'];
    const requested = types.map((type) => ({ type, isDefault: true }));
    expect(check('https://app.example.com', 'LIVE', requested)).toBe('ok');
  });

  test('refuses to make a URL with a wildcard or a placeholder a default', () => {
    expect(check('https://*.preview.example.com/cb', 'TEST', asDefault)).toBe(
      'redirect_url_with_wildcard_cannot_be_default',
    );
    expect(check('https://app.example.com/cb?next={}', 'TEST', asDefault)).toBe(
      'redirect_url_with_query_param_placeholder_cannot_be_default',
    );
  });
});

test.each([
  ['https://app.example.com/cb', true],
  ['https://app.example.com/cb?a=%7B%7D', true],
  ['https://app.example.com/cb?a={}', false],
  ['https://*.preview.example.com/cb', false],
  ['nonsense', false],
])('whether %s can be a default: %s', (url, expected) => {
  expect(canBeDefault(url)).toBe(expected);
});
