import { expect, test } from 'vitest';
import { keyUri, qrCode } from './qr-code.ts';

const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
const enrolment = { issuer: 'My: Project & Söhne', account: 'ada+1@example.com', secret };
const PREFIX = 'data:image/png;base64, ';

test('the key URI names issuer and account, whatever their characters', () => {
  const uri = new URL(keyUri(enrolment));
  expect(uri.protocol).toBe('otpauth:');
  expect(uri.host).toBe('totp');
  expect(decodeURIComponent(uri.pathname)).toBe('/My: Project & Söhne:ada+1@example.com');
  expect(uri.searchParams.get('secret')).toBe(secret);
  expect(uri.searchParams.get('issuer')).toBe('My: Project & Söhne');
});

test('the picture is a data URL with a space after the comma', async () => {
  const url = await qrCode(enrolment);
  expect(url.startsWith(PREFIX)).toBe(true);
  expect(url.slice(PREFIX.length)).toMatch(/^[A-Za-z0-9+/]+=*$/);
});

test.each([1, 60, 250])(
  'the picture is a PNG of 200 x 200, for an issuer of %i',
  async (length) => {
    const url = await qrCode({ ...enrolment, issuer: 'x'.repeat(length) });
    const png = Buffer.from(url.slice(PREFIX.length), 'base64');
    expect(png.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
    // IHDR: width and height.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([200, 200]);
  },
);
