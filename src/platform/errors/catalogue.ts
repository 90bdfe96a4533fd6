/** One entry of the catalogue: HTTP status and the default message an end user may read. */
export interface ErrorEntry {
  readonly status: number;
  readonly message: string;
}

/** Checks entries against `ErrorEntry` and keeps their names as literal types. */
export function defineErrors<const T extends Record<string, ErrorEntry>>(entries: T): T {
  return entries;
}
