import { describe, expect, test } from 'vitest';
import type { Environment } from '../projects/environment.ts';
import {
  readAttributes,
  readEmail,
  readExternalId,
  readPhoneNumber,
  readUserId,
} from './identifiers.ts';

const refused = (type: string) => expect.objectContaining({ type });
const uuid = 'b05c992f-ebdc-489d-a754-c7e70ba13141';

describe('an email address', () => {
  test.each([
    'a@b.co',
    'ada@example.com',
    'Ada.Lovelace@Example.COM',
    'ada+news@example.com',
    "o'brien@example.ie",
    "!#$%&'*+/=?^_`{|}~-@example.com",
    '1234567890@example.com',
    'ada@mail.example.co.uk',
    'ada@bücher.example',
    'jörg@example.de',
    'हिन्दी@उदाहरण.भारत',
    '用户@例子.广告',
    'अजय@उदाहरण.भारत',
    'a_@b-c.io',
    `${'a'.repeat(64)}@example.com`,
    `a@${'b'.repeat(63)}.com`,
    'sandbox@stytch.com',
  ])('is accepted: %s', (address) => {
    expect(readEmail(address)).toMatchObject({
      address,
      identifier: address.toLowerCase(),
      domain: address.slice(address.lastIndexOf('@') + 1).toLowerCase(),
    });
  });

  test('is trimmed', () => {
    expect(readEmail(' ada@example.com\n').address).toBe('ada@example.com');
  });

  test.each([
    '',
    ' ',
    'ada',
    'ada@',
    '@example.com',
    'ada@example',
    'ada@localhost',
    'ada@@example.com',
    'ada@example.com@evil.com@',
    'a da@example.com',
    'ada@exa mple.com',
    'ada@example..com',
    'ada@.example.com',
    'ada@example.com.',
    '.ada@example.com',
    'ada.@example.com',
    'ada..lovelace@example.com',
    'ada@-example.com',
    'ada@example-.com',
    'ada@exam_ple.com',
    '"ada"@example.com',
    '"a@b"@example.com',
    'ada@[127.0.0.1]',
    'ada@127.0.0.1',
    'ada@0x7f.1',
    'ada@example.123',
    'Ada <ada@example.com>',
    '<ada@example.com>',
    'ada@example.com,eve@example.com',
    'ada@example.com;eve@example.com',
    'ada@example.com\r\nBcc: eve@example.com',
    'ada\u0000@example.com',
    'ada\t@example.com',
    'ada@example.com?subject=x',
    'ada@example.com/path',
    'mailto:ada@example.com',
    'ada(comment)@example.com',
    'ada\\@example.com',
    'ada@exam\u202eple.com',
    'a\u200dda@example.com',
    'ada@exa\u200cmple.com',
    '😀@example.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(64)}.com`,
    `${'a'.repeat(60)}@${`${'b'.repeat(60)}.`.repeat(4)}com`,
  ])('is refused: "%s"', (address) => {
    expect(() => readEmail(address)).toThrow(refused('invalid_email'));
  });

  test.each(['\u200b', '\ufeff', '\u2060'])(
    'with a zero-width character inside looks like another one and is refused',
    (character) => {
      expect(() => readEmail(`a${character}da@example.com`)).toThrow(
        refused('forbidden_character_zero_width_space'),
      );
    },
  );

  test('of two spellings that differ in case has one identity', () => {
    expect(readEmail('ADA@EXAMPLE.COM').identifier).toBe(readEmail('ada@example.com').identifier);
  });

  test('of composed and decomposed letters has one identity', () => {
    const composed = 'j\u00f6rg@b\u00fccher.example';
    const decomposed = 'jo\u0308rg@bu\u0308cher.example';
    expect(readEmail(decomposed)).toEqual(readEmail(composed));
  });

  test.each([
    ['Punycode', 'ada@xn--bcher-kva.example', 'ada@bücher.example'],
    ['full-width letters', 'ada@ｅｘample.com', 'ada@example.com'],
    ['capital letters', 'ada@BÜCHER.example', 'ada@bücher.example'],
  ])('of one domain in two spellings has one identity: %s', (_what, one, other) => {
    expect(readEmail(one).identifier).toBe(other);
    expect(readEmail(one).domain).toBe(other.slice(4));
    expect(readEmail(other).identifier).toBe(other);
  });

  test.each([
    ['\u0130@example.com', 'i@example.com'],
    ['\u0131da@example.com', 'ida@example.com'],
    ['\ufb00@example.com', 'ff@example.com'],
    ['stra\u00dfe@example.com', 'strasse@example.com'],
    ['\uff41da@example.com', 'ada@example.com'],
    ['\u0430da@example.com', 'ada@example.com'],
  ])('of a letter that only looks or folds alike is another one: %s', (one, other) => {
    expect(readEmail(one).identifier).not.toBe(readEmail(other).identifier);
  });

  test('with the Kelvin sign is the one with K, in identity and for sending', () => {
    expect(readEmail('\u212aim@example.com')).toEqual({
      address: 'Kim@example.com',
      identifier: 'kim@example.com',
      domain: 'example.com',
    });
  });
});

describe('a phone number', () => {
  test.each([
    '+12025550162',
    '+14155552671',
    '+442071838750',
    '+491701234567',
    '+33612345678',
    '+5511987654321',
    '+819012345678',
    '+919876543210',
    '+6591234567',
    '+35312345678',
  ])('is accepted in E.164: %s', (number) => {
    expect(readPhoneNumber(number)).toBe(number);
  });

  test.each([
    '',
    '+',
    '12025550162',
    '+1 202 555 0162',
    '+1-202-555-0162',
    '+1(202)5550162',
    '0012025550162',
    '+02025550162',
    '+120255501',
    '+1202555016234567',
    '+49123',
    '+1202555016a',
    '+12025550162 ',
    '+12025550162\n',
    '+12025550162;ext=1',
    '＋12025550162',
    '+１２０２５５５０１６２',
    'tel:+12025550162',
  ])('is refused: "%s"', (number) => {
    expect(() => readPhoneNumber(number)).toThrow(refused('invalid_phone_number'));
  });

  test.each(['+9991234567', '+2101234567'])('of no country is refused: %s', (number) => {
    expect(() => readPhoneNumber(number)).toThrow(refused('invalid_phone_number_country_code'));
  });
});

describe('a user id', () => {
  const test_ = { kind: 'test' } as Environment;
  const live = { kind: 'live' } as Environment;

  test('is ours or the external id of the caller', () => {
    expect(readUserId(test_, `user-test-${uuid}`)).toEqual({ by: 'id', id: uuid });
    expect(readUserId(test_, 'auth0|abc.DEF_1-2')).toEqual({
      by: 'external_id',
      externalId: 'auth0|abc.DEF_1-2',
    });
    expect(readUserId(test_, uuid)).toEqual({ by: 'external_id', externalId: uuid });
    expect(readUserId(test_, 'user-1')).toEqual({ by: 'external_id', externalId: 'user-1' });
  });

  test('of the other environment is told so', () => {
    expect(() => readUserId(test_, `user-live-${uuid}`)).toThrow(
      refused('live_id_used_in_test_environment'),
    );
    expect(() => readUserId(live, `user-test-${uuid}`)).toThrow(
      refused('test_id_used_in_live_environment'),
    );
  });

  test.each(['', ' ', 'user-test-1', 'user-live-', 'a b', 'ä', 'a/b', 'a@b', 'x'.repeat(129)])(
    'that can be neither is refused: "%s"',
    (id) => {
      expect(() => readUserId(test_, id)).toThrow(refused('invalid_user_id'));
    },
  );
});

describe('an external id', () => {
  test.each(['a', 'A.b_c-d|e', '0', 'x'.repeat(128), 'user-testing'])(
    'may have 1 to 128 letters, digits and . _ - |: %s',
    (id) => {
      expect(readExternalId(id)).toBe(id);
    },
  );

  test.each([
    `user-test-${uuid}`,
    `user-live-${uuid}`,
    'user-test-',
    '',
    'a b',
    'a\n',
    'x'.repeat(129),
  ])('may not be anything else, above all no id of ours: "%s"', (id) => {
    expect(() => readExternalId(id)).toThrow(refused('invalid_user_id'));
  });
});

describe('attributes', () => {
  test('that are absent are empty', () => {
    expect(readAttributes(undefined)).toEqual({ ip_address: '', user_agent: '' });
    expect(readAttributes({})).toEqual({ ip_address: '', user_agent: '' });
  });

  test.each(['203.0.113.1', '::1', '2001:db8::1'])('have an IP address: %s', (ip_address) => {
    expect(readAttributes({ ip_address }).ip_address).toBe(ip_address);
  });

  test.each(['localhost', '1.2.3', '1.2.3.4:80', '[::1]', '1.2.3.4 ', '01.2.3.4'])(
    'refuse what is no IP address: "%s"',
    (ip_address) => {
      expect(() => readAttributes({ ip_address })).toThrow(refused('invalid_ip_address'));
    },
  );

  test('take a user agent of 2048 characters and no more', () => {
    expect(readAttributes({ user_agent: 'x'.repeat(2_048) }).user_agent).toHaveLength(2_048);
    expect(() => readAttributes({ user_agent: 'x'.repeat(2_049) })).toThrow(
      refused('invalid_user_agent'),
    );
  });
});
