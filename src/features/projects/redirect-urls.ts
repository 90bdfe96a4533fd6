import type { Clock } from '../../platform/clock.ts';
import type { Database, Executor } from '../../platform/db/executor.ts';
import { apiError } from '../catalogue.ts';
import { applyCreate, applyDelete, applyUpdate } from '../redirect-urls/defaults.ts';
import type { RegisteredUrl, ValidType } from '../redirect-urls/matching.ts';
import { type RequestedType, validateNewRedirectUrl } from '../redirect-urls/registration.ts';
import { listRedirectUrls } from './environment.store.ts';
import { type ChangeEnvironment, locateEnvironment } from './locate.ts';
import type { EnvironmentPlace, EnvironmentRecord } from './records.ts';
import * as store from './redirect-urls.store.ts';

/** A URL and its types as they came in a request. */
export interface RequestedUrl {
  url: string;
  validTypes: readonly RequestedType[];
}

export interface RedirectUrlAdmin {
  /** Merges with the URL if it is registered already. */
  createRedirectUrl(
    place: EnvironmentPlace,
    requested: RequestedUrl,
    doNotPromoteDefaults: boolean,
  ): Promise<RegisteredUrl>;
  listRedirectUrls(place: EnvironmentPlace): Promise<RegisteredUrl[]>;
  /** 404 `redirect_url_not_found` */
  getRedirectUrl(place: EnvironmentPlace, url: string): Promise<RegisteredUrl>;
  /** Replaces the types; 404 `redirect_url_not_found`. */
  updateRedirectUrl(
    place: EnvironmentPlace,
    requested: RequestedUrl,
    doNotPromoteDefaults: boolean,
  ): Promise<RegisteredUrl>;
  deleteRedirectUrl(
    place: EnvironmentPlace,
    url: string,
    doNotPromoteDefaults: boolean,
  ): Promise<void>;
  /** Makes the list exactly this one, defaults as given: for seed files. */
  putRedirectUrls(
    place: EnvironmentPlace,
    requested: readonly RequestedUrl[],
  ): Promise<RegisteredUrl[]>;
}

/** The types of a valid request; throws what is wrong with it otherwise. */
function readTypes({ url, validTypes }: RequestedUrl, type: 'TEST' | 'LIVE'): ValidType[] {
  validateNewRedirectUrl(url, validTypes, type);
  return validTypes as ValidType[];
}

function find(rows: readonly RegisteredUrl[], url: string): RegisteredUrl {
  const row = rows.find((candidate) => candidate.url === url);
  if (!row) throw apiError('redirect_url_not_found');
  return row;
}

const same = (a: RegisteredUrl, b: RegisteredUrl): boolean =>
  a.url === b.url && JSON.stringify(a.validTypes) === JSON.stringify(b.validTypes);

/** Writes the rows that differ. Those that are new get a millisecond each to keep their order. */
export async function saveRedirectUrls(
  tx: Executor,
  environmentId: string,
  before: readonly RegisteredUrl[],
  after: readonly RegisteredUrl[],
  now: number,
): Promise<void> {
  for (const { url } of before) {
    if (after.some((row) => row.url === url)) continue;
    await store.deleteRedirectUrl(tx, environmentId, url);
  }
  for (const [position, row] of after.entries()) {
    if (before.some((old) => same(old, row))) continue;
    await store.upsertRedirectUrl(tx, environmentId, row, now + position);
  }
}

export function createRedirectUrlAdmin(
  database: Database,
  change: ChangeEnvironment,
  clock: Clock,
): RedirectUrlAdmin {
  /** `next` makes the whole new list from the old one. */
  const changeList = (
    place: EnvironmentPlace,
    next: (rows: RegisteredUrl[], environment: EnvironmentRecord) => RegisteredUrl[],
  ): Promise<RegisteredUrl[]> =>
    change(place, async (tx, environment) => {
      const before = await listRedirectUrls(tx, environment.id);
      const after = next(before, environment);
      await saveRedirectUrls(tx, environment.id, before, after, clock.now());
      return after;
    });

  async function list(place: EnvironmentPlace): Promise<RegisteredUrl[]> {
    const { id } = await locateEnvironment(database, place);
    return listRedirectUrls(database, id);
  }

  return {
    async createRedirectUrl(place, requested, doNotPromoteDefaults) {
      const rows = await changeList(place, (before, { type }) =>
        applyCreate(before, requested.url, readTypes(requested, type), doNotPromoteDefaults),
      );
      return find(rows, requested.url);
    },

    listRedirectUrls: list,

    getRedirectUrl: async (place, url) => find(await list(place), url),

    async updateRedirectUrl(place, requested, doNotPromoteDefaults) {
      const rows = await changeList(place, (before, { type }) => {
        find(before, requested.url);
        const types = readTypes(requested, type);
        return applyUpdate(before, requested.url, types, doNotPromoteDefaults);
      });
      return find(rows, requested.url);
    },

    async deleteRedirectUrl(place, url, doNotPromoteDefaults) {
      await changeList(place, (before) => applyDelete(before, url, doNotPromoteDefaults));
    },

    putRedirectUrls: (place, requested) =>
      changeList(place, (_before, { type }) =>
        requested.reduce<RegisteredUrl[]>(
          (rows, one) => applyCreate(rows, one.url, readTypes(one, type), true),
          [],
        ),
      ),
  };
}
