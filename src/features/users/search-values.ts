import { parseTimestamp } from '../../platform/clock.ts';
import { apiError, type ErrorType } from '../catalogue.ts';

/**
 * The reference leaves the number open (errors-and-conventions 4.4); this is also the largest
 * page, so the answer to a list of unique values always fits into one.
 */
const MAX_VALUES = 1_000;

/** Trigrams need three; shorter texts match too much to be of use. */
const MIN_FUZZY_CHARACTERS = 3;

const isMissing = (value: unknown): boolean => value === null || value === '';

export function readText(value: unknown, missing: ErrorType): string {
  if (isMissing(value)) throw apiError(missing);
  if (typeof value !== 'string') throw apiError('user_search_expected_string');
  return value;
}

export function readFuzzyText(value: unknown, missing: ErrorType, tooShort: ErrorType): string {
  const text = readText(value, missing);
  if ([...text].length < MIN_FUZZY_CHARACTERS) throw apiError(tooShort);
  return text.toLowerCase();
}

export function readTexts(value: unknown, missing: ErrorType): string[] {
  if (isMissing(value)) throw apiError(missing);
  if (!Array.isArray(value)) throw apiError('user_search_expected_array_of_string');
  if (value.length === 0) throw apiError(missing);
  if (value.length > MAX_VALUES) {
    throw apiError('user_search_maximum_filter_value_count_exceeded', {
      message: `The filter_value holds too many values, the maximum is ${MAX_VALUES}.`,
    });
  }
  return value.map((one) => {
    if (typeof one !== 'string') throw apiError('user_search_expected_array_of_string');
    return one;
  });
}

export function readBoolean(value: unknown, missing: ErrorType): boolean {
  if (isMissing(value)) throw apiError(missing);
  if (typeof value !== 'boolean') throw apiError('user_search_expected_bool');
  return value;
}

/** RFC 3339 to milliseconds. */
export function readInstant(value: unknown, missing: ErrorType): number {
  if (isMissing(value)) throw apiError(missing);
  const instant = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (instant === undefined) throw apiError('user_search_expected_timestamp');
  return instant;
}
