import { expect, test } from 'vitest';
import { isFromTwilio, twilioSignature } from './twilio-signature.ts';

/** The example that Twilio's documentation and its client libraries' tests use. */
const URL_ = 'https://mycompany.com/myapp.php?foo=1&bar=2';
const form = (changes: Record<string, string> = {}) =>
  new URLSearchParams({
    CallSid: 'CA1234567890ABCDE',
    Digits: '1234',
    From: '+14158675309',
    To: '+18005551212',
    Caller: '+14158675309',
    ...changes,
  });
const SIGNATURE = 'RSOYDt4T1cUTdK1PDd93/VVr8B8=';

test('a signature is the one of the published example', () => {
  expect(twilioSignature('12345', URL_, form())).toBe(SIGNATURE);
  expect(isFromTwilio('12345', URL_, form(), SIGNATURE)).toBe(true);
});

test.each([
  ['another token', '12346', URL_, form(), SIGNATURE],
  ['another address', '12345', `${URL_}3`, form(), SIGNATURE],
  ['another value', '12345', URL_, form({ Digits: '1235' }), SIGNATURE],
  ['one parameter more', '12345', URL_, form({ More: '' }), SIGNATURE],
  ['a signature cut short', '12345', URL_, form(), SIGNATURE.slice(0, -1)],
  ['an empty signature', '12345', URL_, form(), ''],
  ['no signature', '12345', URL_, form(), undefined],
  ['two signatures', '12345', URL_, form(), [SIGNATURE, SIGNATURE]],
] as const)('nothing passes with %s', (_, token, url, given, signature) => {
  expect(isFromTwilio(token, url, given, signature)).toBe(false);
});
