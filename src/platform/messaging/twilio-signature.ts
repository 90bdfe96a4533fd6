import { createHmac } from 'node:crypto';
import { safeEqual } from '../crypto/tokens.ts';

/**
 * What Twilio puts into `X-Twilio-Signature` of a request that it makes: HMAC-SHA1, under the auth
 * token, of the URL as it was configured, then every parameter of the form, sorted by name, name
 * and value without anything between them; base64.
 */
export function twilioSignature(authToken: string, url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  const text = names.map((name) => [...new Set(form.getAll(name))].sort().map((v) => name + v));
  return createHmac('sha1', authToken)
    .update(url + text.flat().join(''))
    .digest('base64');
}

/** In constant time; false for whatever is no text. */
export const isFromTwilio = (
  authToken: string,
  url: string,
  form: URLSearchParams,
  given: unknown,
): boolean => typeof given === 'string' && safeEqual(given, twilioSignature(authToken, url, form));
