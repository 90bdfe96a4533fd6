import { type Mistake, type SeedPath, showPath } from '../../config/seed-document.ts';
import { ApiError } from '../../platform/errors/api-error.ts';
import { checkName } from '../projects/setting-rules.ts';

interface Duplicates {
  /** Says so where the value was there before. */
  add(path: SeedPath, value: string): void;
}

/** Collects what is wrong with a seed. */
export interface Report {
  readonly mistakes: Mistake[];
  say(path: SeedPath, message: string): void;
  /** Runs a rule of the API; what it refuses is a mistake here, in its words or in ours. */
  rule<T>(path: SeedPath, check: () => T, words?: string): T | undefined;
  /** Values that must differ within one place. */
  duplicates(): Duplicates;
  /** Values of a kind that must differ in the whole file. */
  unique(kind: string, path: SeedPath, value: string): void;
  name(path: SeedPath, name: string | undefined): void;
}

export function createReport(): Report {
  const mistakes: Mistake[] = [];
  const say = (path: SeedPath, message: string): void => {
    mistakes.push({ path, message });
  };

  function rule<T>(path: SeedPath, check: () => T, words?: string): T | undefined {
    try {
      return check();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      say(path, words ?? `${error.message.replace(/\.$/, '')} (${error.type})`);
      return undefined;
    }
  }

  function duplicates(): Duplicates {
    const seen = new Map<string, SeedPath>();
    return {
      add(path, value) {
        const first = seen.get(value);
        if (first) say(path, `is the same as ${showPath(first)}`);
        else seen.set(value, path);
      },
    };
  }

  const kinds = new Map<string, Duplicates>();
  return {
    mistakes,
    say,
    rule,
    duplicates,
    unique(kind, path, value) {
      const known = kinds.get(kind) ?? duplicates();
      kinds.set(kind, known);
      known.add(path, value);
    },
    name(path, name) {
      if (name === undefined) return;
      const words = 'must be 1 to 255 characters, none of them a control character';
      rule(path, () => checkName(name, 'invalid_project_name'), words);
    },
  };
}
