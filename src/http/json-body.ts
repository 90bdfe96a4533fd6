import { isUtf8 } from 'node:buffer';
import { apiError } from '../features/catalogue.ts';

/** Deeper JSON than this is no request of this API. */
const MAX_DEPTH = 32;

/** Members whose own nulls mean "delete this key" and so must stay. */
const KEEP_NULLS = new Set(['trusted_metadata', 'untrusted_metadata', 'session_custom_claims']);
/** Members whose content the operation checks itself, nulls included. */
const KEEP_AS_IS = new Set(['operands']);
/** Texts that are hashed and never stored, so that they may hold NUL (behaviour-core 4.1). */
const HASHED = new Set(['password', 'existing_password', 'new_password']);

/**
 * Checks every text (PostgreSQL cannot store NUL, and half a surrogate pair is no text) and drops
 * members that are null: null means "not given" (errors-and-conventions 1.3).
 */
function clean(value: unknown, keepNulls: boolean, depth: number): void {
  if (depth > MAX_DEPTH) throw apiError('bad_request');
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed()) throw apiError('bad_request');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) clean(item, keepNulls, depth + 1);
    return;
  }
  const object = value as Record<string, unknown>;
  for (const key of Object.keys(object)) {
    // It would become the prototype of what we merge it into.
    if (key === '__proto__') throw apiError('bad_request');
    clean(key, true, depth);
    const member = object[key];
    if (depth === 0 && HASHED.has(key) && typeof member === 'string') {
      if (!member.isWellFormed()) throw apiError('bad_request');
    } else if (member === null && !keepNulls) delete object[key];
    else {
      const keep = keepNulls || KEEP_NULLS.has(key) || KEEP_AS_IS.has(key);
      clean(member, keep, depth + 1);
    }
  }
}

function readText(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw apiError('bad_request');
  return bytes.toString('utf8');
}

/** True of a text with at least so many of a character. */
function holds(text: string, character: string, atLeast: number): boolean {
  let count = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    count += 1;
    if (count >= atLeast) return true;
  }
  return false;
}

/**
 * Whether `clean` could find anything in the value of a text: a null, a name of the prototype, an
 * escape (in valid UTF-8 half a surrogate pair or NUL can only be one) or too many levels. Most
 * bodies have none of it, and their members need no look.
 */
const needsCleaning = (text: string): boolean =>
  text.includes('null') ||
  text.includes('__proto__') ||
  text.includes('\\u') ||
  holds(text, '{', MAX_DEPTH / 2) ||
  holds(text, '[', MAX_DEPTH / 2);

/** Reads a JSON body; an absent one is `{}`. Throws `bad_request`. */
export function parseJsonBody(bytes: Buffer): unknown {
  if (bytes.length === 0) return {};
  const text = readText(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw apiError('bad_request');
  }
  if (value === null) return {};
  if (needsCleaning(text)) clean(value, false, 0);
  return value;
}

/**
 * Reads a form of an OAuth request: a parameter without a value counts as not given, and one given
 * twice is an error (RFC 6749 section 3.2), but `resource`, which may be several (RFC 8707).
 */
export function parseFormBody(bytes: Buffer): Record<string, unknown> {
  const form: Record<string, unknown> = {};
  const resources: string[] = [];
  for (const [name, value] of new URLSearchParams(readText(bytes))) {
    if (value === '') continue;
    if (name === 'resource') resources.push(value);
    else if (name === '__proto__' || Object.hasOwn(form, name)) throw apiError('bad_request');
    else form[name] = value;
  }
  if (resources.length > 0) form['resource'] = resources.length === 1 ? resources[0] : resources;
  clean(form, false, 0);
  return form;
}

/** Path and query texts obey the same rules as texts in bodies. */
export function checkTexts(values: unknown): void {
  clean(values, false, 0);
}
