import { apiError } from '../catalogue.ts';
import type { RedirectUrlType, RegisteredUrl, ValidType } from './matching.ts';
import { canBeDefault } from './registration.ts';

/** Per environment (reference/management-and-dashboard.md 1.6). */
export const maxRedirectUrls = 100;

/*
 * Each function takes the whole list, oldest first, and gives the whole new list. The rule of all
 * three: a type has at most one default, and unless `doNotPromoteDefaults` is set, a change that
 * leaves a type it touched without a default makes the oldest suitable URL of that type one.
 */

/** Adds a URL; one that is registered already gains the types it lacks and the new defaults. */
export function applyCreate(
  existing: readonly RegisteredUrl[],
  url: string,
  types: readonly ValidType[],
  doNotPromoteDefaults: boolean,
): RegisteredUrl[] {
  const old = existing.find((row) => row.url === url);
  if (old === undefined && existing.length >= maxRedirectUrls) {
    throw apiError('too_many_redirect_urls');
  }
  const row = { url, validTypes: union([...(old?.validTypes ?? []), ...types]) };
  const rows = old === undefined ? [...existing, row] : replace(existing, row);
  return settle(rows, row, typesOf(types), doNotPromoteDefaults);
}

/** Replaces the types of a registered URL. */
export function applyUpdate(
  existing: readonly RegisteredUrl[],
  url: string,
  types: readonly ValidType[],
  doNotPromoteDefaults: boolean,
): RegisteredUrl[] {
  const old = find(existing, url);
  const row = { url, validTypes: union(types) };
  const touched = [...typesOf(old.validTypes), ...typesOf(types)];
  return settle(replace(existing, row), row, touched, doNotPromoteDefaults);
}

export function applyDelete(
  existing: readonly RegisteredUrl[],
  url: string,
  doNotPromoteDefaults: boolean,
): RegisteredUrl[] {
  const old = find(existing, url);
  const rest = existing.filter((row) => row.url !== url);
  return settle(rest, { url, validTypes: [] }, typesOf(old.validTypes), doNotPromoteDefaults);
}

function find(rows: readonly RegisteredUrl[], url: string): RegisteredUrl {
  const row = rows.find((candidate) => candidate.url === url);
  if (row === undefined) throw apiError('redirect_url_not_found');
  return row;
}

function replace(rows: readonly RegisteredUrl[], row: RegisteredUrl): RegisteredUrl[] {
  return rows.map((candidate) => (candidate.url === row.url ? row : candidate));
}

function typesOf(types: readonly ValidType[]): RedirectUrlType[] {
  return types.map(({ type }) => type);
}

/** One entry for each type, default if any of its entries was. */
function union(types: readonly ValidType[]): ValidType[] {
  const defaults = new Map<RedirectUrlType, boolean>();
  for (const { type, isDefault } of types) {
    defaults.set(type, isDefault || (defaults.get(type) ?? false));
  }
  return [...defaults].map(([type, isDefault]) => ({ type, isDefault }));
}

/** Brings back the rule about defaults after `changed` has got its new types. */
function settle(
  rows: readonly RegisteredUrl[],
  changed: RegisteredUrl,
  touched: readonly RedirectUrlType[],
  doNotPromoteDefaults: boolean,
): RegisteredUrl[] {
  let result = [...rows];
  for (const type of new Set(touched)) {
    if (isDefaultOf(changed, type)) {
      result = withDefault(result, type, changed.url);
    } else if (!doNotPromoteDefaults && !result.some((row) => isDefaultOf(row, type))) {
      const suitable = result.filter(
        (row) => row.validTypes.some((valid) => valid.type === type) && canBeDefault(row.url),
      );
      // A URL that was just told not to be the default is the last choice.
      const chosen = suitable.find((row) => row.url !== changed.url) ?? suitable[0];
      if (chosen !== undefined) result = withDefault(result, type, chosen.url);
    }
  }
  return result;
}

function isDefaultOf(row: RegisteredUrl, type: RedirectUrlType): boolean {
  return row.validTypes.some((valid) => valid.type === type && valid.isDefault);
}

function withDefault(
  rows: readonly RegisteredUrl[],
  type: RedirectUrlType,
  url: string,
): RegisteredUrl[] {
  return rows.map((row) => ({
    url: row.url,
    validTypes: row.validTypes.map((valid) =>
      valid.type === type ? { type, isDefault: row.url === url } : valid,
    ),
  }));
}
