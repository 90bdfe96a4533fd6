import { describe, expect, test } from 'vitest';
import { readSiwe, type SiweParams } from './siwe-params.ts';

const NOW = Date.parse('2024-05-01T10:00:00Z');
const base: SiweParams = { domain: 'example.com', uri: 'https://example.com/login' };

const outcome = (params: Partial<SiweParams>): string => {
  try {
    readSiwe({ ...base, ...params }, NOW);
  } catch (error) {
    return (error as { type: string }).type;
  }
  return 'accepted';
};

test('what is not given has its default', () => {
  expect(readSiwe(base, NOW)).toEqual({
    ...base,
    resources: [],
    chainId: '1',
    statement: undefined,
    issuedAt: NOW,
    notBefore: undefined,
    requestId: undefined,
  });
});

describe('a domain', () => {
  test.each([
    'example.com',
    'localhost:3000',
    'user:pass@example.com',
    '127.0.0.1',
    '[::1]:8080',
    '[v1.fe:x]',
    'ex%41mple.com',
    'a_b~c',
  ])('may be %j', (domain) => expect(outcome({ domain })).toBe('accepted'));

  test.each([
    '',
    ' ',
    'https://example.com',
    'example.com/path',
    'example.com?x',
    'example.com#x',
    'exa mple.com',
    'example.com\n',
    'example.com\nURI: https://evil.example',
    'ex%4mple.com',
    'example.com:port',
    'example.com:999999',
    '[::1',
    '[::zz]',
    '[fe80::1%25eth0]',
    'a@b@c',
    'bücher.example',
    'a'.repeat(3_000),
  ])('may not be %j', (domain) => expect(outcome({ domain })).toBe('invalid_siwe_domain'));
});

const uris = ['https://example.com/a?b=c&d#e', 'ipfs://bafy/', 'urn:isbn:1', 'mailto:a@b.c', 'x:'];
const noUris = [
  '',
  'example.com',
  '//example.com',
  '/path',
  '1http://x',
  'http://exa mple.com',
  'https://example.com/<script>',
  'https://example.com/\nVersion: 2',
  'https://example.com/%zz',
  'https://[::1/',
  'https://example.com/#a#b',
  `https://example.com/${'a'.repeat(3_000)}`,
];

describe('a uri', () => {
  test.each(uris)('may be %j', (uri) => expect(outcome({ uri })).toBe('accepted'));
  test.each(noUris)('may not be %j', (uri) => expect(outcome({ uri })).toBe('invalid_siwe_uri'));
});

describe('a resource', () => {
  test.each(uris)('may be %j', (one) => expect(outcome({ resources: [one] })).toBe('accepted'));
  test.each(noUris)('may not be %j', (one) =>
    expect(outcome({ resources: ['https://example.com', one] })).toBe('invalid_siwe_resource'),
  );
  test('is one of a hundred at most', () => {
    const resources = Array.from({ length: 101 }, () => 'https://example.com');
    expect(outcome({ resources })).toBe('invalid_siwe_resource');
    expect(outcome({ resources: resources.slice(1) })).toBe('accepted');
  });
});

describe('a chain_id', () => {
  test.each(['1', '137', '9223372036854775771'])('may be %j', (chain_id) =>
    expect(outcome({ chain_id })).toBe('accepted'),
  );
  test.each(['', '0', '01', '-1', '+1', '1.0', '1e3', '0x1', '９', '9223372036854775772', ' 1'])(
    'may not be %j',
    (chain_id) => expect(outcome({ chain_id })).toBe('invalid_siwe_chain_id'),
  );
});

describe('a statement', () => {
  test.each(["I accept: https://example.com/tos?x=(y)[z]&!$'*+,;#@~_-.", ''])(
    'may be %j',
    (statement) => expect(outcome({ statement })).toBe('accepted'),
  );
  test.each([
    'two\nlines',
    'tab\there',
    'carriage\rreturn',
    'quote "',
    '100%',
    '<b>',
    'é',
    '\u2028',
  ])('may not be %j', (statement) => expect(outcome({ statement })).toBe('invalid_siwe_statement'));
});

describe('a message_request_id', () => {
  test.each(['', 'req-1', "a:b@c!$&'()*+,;=~_.%20"])('may be %j', (message_request_id) =>
    expect(outcome({ message_request_id })).toBe('accepted'),
  );
  test.each(['a b', 'a/b', 'a?b', 'a#b', '%2', 'a\nb', 'é'])(
    'may not be %j',
    (message_request_id) =>
      expect(outcome({ message_request_id })).toBe('invalid_siwe_message_request_id'),
  );
});

describe('an instant', () => {
  test('is taken in any offset and given back in UTC', () => {
    const at = '2024-05-01T12:00:00+02:00';
    expect(readSiwe({ ...base, issued_at: at, not_before: at }, 0)).toMatchObject({
      issuedAt: NOW,
      notBefore: NOW,
    });
  });

  test.each(['now', '2024-05-01', '2024-13-01T00:00:00Z', '9999-12-31T23:59:59-10:00'])(
    'may not be %j',
    (at) => {
      expect(outcome({ issued_at: at })).toBe('bad_request');
      expect(outcome({ not_before: at })).toBe('bad_request');
    },
  );
});
