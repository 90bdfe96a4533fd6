import type { ErrorType } from '../catalogue.ts';

/** A value of which any part may be missing, or have had the wrong shape. */
export type Draft<T> = T extends readonly (infer U)[]
  ? readonly (Draft<U> | undefined)[]
  : T extends object
    ? { readonly [K in keyof T]?: Draft<T[K]> | undefined }
    : T;

export type Path = readonly (string | number)[];

export interface Finding {
  path: Path;
  error: ErrorType;
  /** In place of the error's own words. */
  message?: string | undefined;
}

/** Ours: nothing is published but that such limits exist. Sizes are in UTF-16 units. */
export const LIMITS = {
  name: 255,
  description: 1_000,
  /** Of one list. */
  entries: 500,
  /** Of the policy as JSON: every node keeps it in memory. */
  size: 262_144,
};

/**
 * No control or invisible characters, no white space but single spaces inside. Quotes and
 * backslashes would not stand for themselves in JSON, and a comma is what stands between two texts
 * there: role-assignment.store.ts counts on all three.
 */
const NAME = /^[^\p{C}\p{Z}"\\,]+(?: [^\p{C}\p{Z}"\\,]+)*$/u;

/** Collects what is wrong with a policy. */
export interface Findings {
  readonly all: Finding[];
  say(path: Path, error: ErrorType, message?: string): void;
  named(
    path: Path,
    value: string | undefined,
    errors: Record<'empty' | 'malformed' | 'tooLong', ErrorType>,
  ): void;
  /** Says so where a value of one list was there before. */
  distinct(error: ErrorType): (path: Path, value: string | undefined) => void;
  atMost(path: Path, list: readonly unknown[] | undefined, limit: number): void;
  description(path: Path, value: string | undefined): void;
}

export function createFindings(): Findings {
  const all: Finding[] = [];
  const say: Findings['say'] = (path, error, message) => all.push({ path, error, message });
  return {
    all,
    say,
    named(path, value, errors) {
      if (value === undefined) return;
      if (value === '') say(path, errors.empty);
      else if (value.length > LIMITS.name) say(path, errors.tooLong);
      else if (!NAME.test(value)) say(path, errors.malformed);
    },
    distinct(error) {
      const seen = new Set<string>();
      return (path, value) => {
        if (value === undefined) return;
        if (seen.has(value)) say(path, error);
        seen.add(value);
      };
    },
    atMost(path, list, limit) {
      if (list && list.length > limit) {
        say(path, 'invalid_argument', `${path.at(-1)} has more than ${limit} entries.`);
      }
    },
    description(path, value) {
      if (value !== undefined && value.length > LIMITS.description) {
        say(path, 'rbac_description_too_long');
      }
    },
  };
}
