import { describe, expect, test } from 'vitest';
import { newKeyPair } from '../../testing/webauthn/key-pair.ts';
import { readBase64 } from './base64.ts';
import { newChallenge, readChallenge } from './challenge.ts';
import { judgeKey } from './cose-key.ts';
import { deviceName } from './device-name.ts';

describe('base64', () => {
  test.each(['-_8', '+/8', '+/8=', '-_8='])('%s is read in either alphabet', (text) => {
    expect(readBase64(text)).toEqual(Buffer.of(0xfb, 0xff));
  });
  test.each(['A', 'AAAAA', 'AA A', 'AA\n', '====', 'A=A=', 'ü', 17, null, undefined, {}, ['AA']])(
    '%j is none',
    (text) => expect(readBase64(text)).toBeUndefined(),
  );
});

describe('a challenge', () => {
  test('is 33 bytes in 44 characters', () => expect(newChallenge()).toMatch(/^[\w-]{44}$/));
  test('is recognised as its bytes and as its text', () => {
    const challenge = newChallenge();
    const ofText = Buffer.from(challenge).toString('base64url');
    expect(readChallenge(challenge)).toBe(challenge);
    expect(readChallenge(ofText)).toBe(challenge);
    expect(readChallenge(Buffer.from(challenge).toString('base64'))).toBe(challenge);
  });
  test.each(['', 'AAAA', '='.repeat(44), 'x'.repeat(60), 'é'.repeat(44)])('%j is none', (text) => {
    expect(readChallenge(text)).toBeUndefined();
  });
});

describe('a COSE key', () => {
  test.each(['ES256', 'EdDSA', 'RS256'] as const)('of %s is good', (algorithm) => {
    expect(judgeKey(newKeyPair(algorithm).cose)).toBe('good');
  });
  test('of another algorithm is unsupported', () => {
    expect(judgeKey(newKeyPair('ES384').cose)).toBe('unsupported');
  });

  const es256 = newKeyPair('ES256').cose;
  const rs256 = newKeyPair('RS256').cose;
  const changed = (key: ReadonlyMap<unknown, unknown>, label: number, value: unknown) =>
    new Map([...key, [label, value]]);
  test.each([
    ['no map', 17],
    ['an empty map', new Map()],
    ['an algorithm that is text', changed(es256, 3, 'ES256')],
    ['another key type', changed(es256, 1, 3)],
    ['another curve', changed(es256, -1, 2)],
    ['a point off the curve', changed(es256, -3, Buffer.alloc(32, 1))],
    ['a short coordinate', changed(es256, -2, Buffer.alloc(31, 1))],
    ['a coordinate that is a number', changed(es256, -2, 5)],
    ['a modulus of 1024 bits', changed(rs256, -1, Buffer.alloc(128, 0xff))],
    ['a modulus of 32768 bits', changed(rs256, -1, Buffer.alloc(4_096, 0xff))],
    ['a huge exponent', changed(rs256, -2, Buffer.alloc(256, 0xff))],
  ])('with %s is malformed', (_, key) => expect(judgeKey(key)).toBe('malformed'));
});

test.each([
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15', 'Mac OS'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)', 'iPhone'],
  ['Mozilla/5.0 (Linux; Android 14; Pixel 8)', 'Android'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64)', 'Windows'],
  ['Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)', 'Chrome OS'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:139.0)', 'Linux'],
  ['', 'Passkey'],
])('a registration from %s is called %s', (userAgent, name) => {
  expect(deviceName(userAgent)).toBe(name);
});
