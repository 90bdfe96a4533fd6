import { apiError } from '../catalogue.ts';

type Metadata = Record<string, unknown>;

const MAX_KEYS = 20;
/** Of the object as JSON in UTF-8, after the merge. */
const MAX_BYTES = 4_096;

/**
 * Merges at the top level only: a given key replaces the whole value, null deletes it, others
 * stay (behaviour-core 1.6). The limits hold for the result.
 */
export function mergeMetadata(stored: Metadata, given: Metadata | undefined): Metadata {
  if (given === undefined) return stored;
  const merged: Metadata = { ...stored };
  for (const [key, value] of Object.entries(given)) {
    if (value === null) delete merged[key];
    else merged[key] = value;
  }
  if (Object.keys(merged).length > MAX_KEYS) throw apiError('metadata_too_many_keys');
  if (Buffer.byteLength(JSON.stringify(merged)) > MAX_BYTES) throw apiError('metadata_too_large');
  return merged;
}
