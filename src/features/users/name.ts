import { apiError } from '../catalogue.ts';
import { refuseZeroWidth } from './identifiers.ts';
import type { Name } from './wire.ts';

export interface StoredName {
  first_name: string;
  middle_name: string;
  last_name: string;
}

/** No length is published; this bounds what one user costs in the search index. */
const MAX_PART = 1_000;

export const noName: StoredName = { first_name: '', middle_name: '', last_name: '' };

/** A given part replaces, an omitted one stays (behaviour-core 1.4). */
export function mergeName(stored: StoredName, given: Name | undefined): StoredName {
  const merged = {
    first_name: given?.first_name ?? stored.first_name,
    middle_name: given?.middle_name ?? stored.middle_name,
    last_name: given?.last_name ?? stored.last_name,
  };
  for (const part of Object.values(merged)) {
    refuseZeroWidth(part);
    if (part.length > MAX_PART) throw apiError('bad_request');
  }
  return merged;
}

/**
 * What `full_name_fuzzy` looks into: all three parts, and first and last side by side where a
 * middle name stands between them (behaviour-core 1.9). Empty for a user without a name.
 */
export function nameSearchText(name: StoredName): string {
  const { first_name, middle_name, last_name } = name;
  const full = [first_name, middle_name, last_name].filter(Boolean).join(' ');
  const short = middle_name && first_name && last_name ? `\n${first_name} ${last_name}` : '';
  return `${full}${short}`.toLowerCase();
}
