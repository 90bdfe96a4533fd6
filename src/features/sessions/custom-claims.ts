import { apiError } from '../catalogue.ts';

type Claims = Record<string, unknown>;

const RESERVED = new Set(['iss', 'sub', 'aud', 'exp', 'nbf', 'iat', 'jti']);
const NAMESPACE = 'https://stytch.com/';
/** Of the claims as JSON in UTF-8. */
const MAX_BYTES = 4_096;

const isObject = (value: unknown): value is Claims =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(stored: Claims, given: Claims): Claims {
  const merged: Claims = { ...stored };
  for (const [key, value] of Object.entries(given)) {
    if (value === null) delete merged[key];
    else if (isObject(value)) {
      const before = merged[key];
      merged[key] = merge(isObject(before) ? before : {}, value);
    } else merged[key] = value;
  }
  return merged;
}

/**
 * Deep merge: objects merge at every depth, null deletes, all else replaces (behaviour-core 2.6).
 * The two sources disagree about registered claim names: the API reference ignores them, a guide
 * calls them an error. They are ignored, as the API reference has it; names in the platform's own
 * namespace are refused.
 */
export function mergeCustomClaims(stored: Claims, given: Claims): Claims {
  const accepted: Claims = {};
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith(NAMESPACE)) throw apiError('stytch_claims_in_custom_claims');
    if (!RESERVED.has(key)) accepted[key] = value;
  }
  const merged = merge(stored, accepted);
  if (Buffer.byteLength(JSON.stringify(merged)) > MAX_BYTES) {
    throw apiError('custom_claims_too_large');
  }
  return merged;
}
