import { apiError } from '../catalogue.ts';

type Claims = Record<string, unknown>;

const RESERVED = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']);
const NAMESPACE = 'https://stytch.com/';
/** Of the claims as JSON in UTF-8. */
const MAX_BYTES = 4_096;

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (claims: Claims, key: string): unknown =>
  Object.hasOwn(claims, key) ? claims[key] : undefined;

/** A deletion of every member. */
const nulled = (claims: unknown): Claims =>
  isObject(claims) ? Object.fromEntries(Object.keys(claims).map((key) => [key, null])) : {};

/**
 * `template` are claims that lie under the stored ones: to delete one of them is remembered by a
 * null, or the next rendering of the template would bring it back.
 */
function merge(stored: Claims, given: Claims, template: Claims): Claims {
  const merged: Claims = { ...stored };
  for (const [key, value] of Object.entries(given)) {
    const below = own(template, key);
    if (value === null && below !== undefined) merged[key] = null;
    else if (value === null) delete merged[key];
    else if (isObject(value)) {
      const before = own(merged, key);
      const start = before === null ? nulled(below) : isObject(before) ? before : {};
      merged[key] = merge(start, value, isObject(below) ? below : {});
    } else merged[key] = value;
  }
  return merged;
}

/** The claims that a session has: those of the template, and over them what it stored itself. */
export function effectiveClaims(template: Claims, stored: Claims): Claims {
  const claims: Claims = { ...template };
  for (const [key, value] of Object.entries(stored)) {
    if (value === null) delete claims[key];
    else if (isObject(value)) {
      const below = own(claims, key);
      claims[key] = effectiveClaims(isObject(below) ? below : {}, value);
    } else claims[key] = value;
  }
  return claims;
}

/**
 * Deep merge: objects merge at every depth, null deletes, all else replaces (behaviour-core 2.6).
 * The two sources disagree about registered claim names: the API reference ignores them, a guide
 * calls them an error. They are ignored, as the API reference has it; names in the platform's own
 * namespace are refused. Answers what is to be stored.
 */
export function mergeCustomClaims(stored: Claims, given: Claims, template: Claims = {}): Claims {
  const accepted: Claims = {};
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith(NAMESPACE)) throw apiError('stytch_claims_in_custom_claims');
    if (!RESERVED.has(key)) accepted[key] = value;
  }
  const merged = merge(stored, accepted, template);
  for (const claims of [merged, effectiveClaims(template, merged)]) {
    if (Buffer.byteLength(JSON.stringify(claims)) > MAX_BYTES) {
      throw apiError('custom_claims_too_large');
    }
  }
  return merged;
}
