import type { Database } from '../../platform/db/executor.ts';
import { isUuid } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import type { Limits } from '../limits/limits.service.ts';
import { confirmVersion, type Environment } from '../projects/environment.ts';
import {
  type Cursor,
  decodeCursor,
  encodeCursor,
  type Place,
  queryDigest,
} from '../search-cursor.ts';
import { type Operand, readOperand } from './search-operands.ts';
import type { UserRecord } from './user-record.ts';
import { findUsers } from './user-search.store.ts';

export interface UserSearchRequest {
  /** `nextCursor` of the page before, for the same query. */
  cursor?: string | undefined;
  /** Users a page, 1 to 1000; 100 unless given. */
  limit?: number | undefined;
  /** `{"operator": "AND" | "OR", "operands": [{"filter_name", "filter_value"}]}` as it came. */
  query?: unknown;
}

export interface UserSearchPage {
  users: UserRecord[];
  /** All matches at the time of the first page; -1 where there are too many to be counted. */
  total: number;
  nextCursor: string | null;
}

export interface UserSearch {
  /** In the order of creation. Throws the `user_search_*` errors. */
  search(environment: Environment, request: UserSearchRequest): Promise<UserSearchPage>;
}

export interface UserSearchOptions {
  /** Matches are counted up to this number; 0 never counts. */
  totalLimit: number;
}

const CURSORS = { invalid: 'user_search_invalid_cursor', isId: isUuid } as const;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
/** The reference leaves the number open; a statement of this many conditions is still planned fast. */
const MAX_OPERANDS = 50;

const UNKNOWN_TOTAL = -1;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';
/** Every instant that a Date can hold lies between these. */
const BEGINNING = -8_640_000_000_000_001;
const END = 8_640_000_000_000_001;

interface Query {
  combine: 'and' | 'or';
  operands: Operand[];
}

function readQuery(environment: Environment, query: unknown): Query {
  if (query === undefined) return { combine: 'and', operands: [] };
  if (typeof query !== 'object' || query === null || Array.isArray(query)) {
    throw apiError('bad_request');
  }
  const { operator, operands: given = [] } = query as Record<string, unknown>;
  if (operator !== 'AND' && operator !== 'OR') throw apiError('user_search_invalid_operator');
  if (!Array.isArray(given)) throw apiError('bad_request');
  if (given.length > MAX_OPERANDS) {
    throw apiError('bad_request', {
      message: `The query holds too many operands, the maximum is ${MAX_OPERANDS}.`,
    });
  }
  const operands = given.map((operand) => readOperand(environment, operand));
  // The order of operands means nothing, and equal queries share a statement and their cursors.
  if (operands.length > 1) operands.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return { combine: operator === 'OR' && operands.length > 1 ? 'or' : 'and', operands };
}

const isAfter = (a: Place, b: Place): boolean =>
  a.createdAt > b.createdAt || (a.createdAt === b.createdAt && a.id > b.id);

/**
 * The part of the order that is read. Where all operands must hold, those of time are no
 * conditions: they bound the walk just as a cursor does.
 */
function readWindow({ combine, operands }: Query, cursor: Cursor | undefined) {
  let after: Place = { createdAt: BEGINNING, id: FIRST_ID };
  let before = END;
  const others = combine === 'or' ? operands : operands.filter(({ created }) => !created);
  const bounded = others.length < operands.length;
  if (bounded) {
    for (const { created } of operands) {
      if (!created) continue;
      const place = { createdAt: created.after, id: LAST_ID };
      if (isAfter(place, after)) after = place;
      if (created.before < before) before = created.before;
    }
  }
  if (cursor && isAfter(cursor.last, after)) after = cursor.last;
  return { after, before, windowed: bounded || cursor !== undefined, operands: others };
}

export function createUserSearch(
  database: Database,
  limits: Pick<Limits, 'take'>,
  options: UserSearchOptions,
): UserSearch {
  const { totalLimit } = options;
  const asTotal = (count: number): number =>
    totalLimit === 0 || count > totalLimit ? UNKNOWN_TOTAL : count;

  return {
    async search(environment, request) {
      const { limit = DEFAULT_LIMIT } = request;
      if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
        throw apiError('user_search_invalid_limit');
      }
      const query = readQuery(environment, request.query);
      const digest = () =>
        queryDigest(environment.id, [
          query.combine,
          query.operands.map(({ key, value }) => [key, value]),
        ]);
      const cursor =
        request.cursor === undefined ? undefined : decodeCursor(request.cursor, digest(), CURSORS);
      await limits.take(environment, { 'users.search': environment.id });
      const found = await findUsers(database, {
        environment: environment.id,
        now: environment.now(),
        combine: query.combine,
        ...readWindow(query, cursor),
        rows: limit + 1,
        countLimit: cursor || totalLimit === 0 ? 0 : totalLimit + 1,
      });
      confirmVersion(environment, found.version);
      // One user more than asked for shows that there is another page.
      const users = found.users.length > limit ? found.users.slice(0, limit) : found.users;
      const total = cursor ? cursor.total : asTotal(found.count ?? found.users.length);
      const last = users.at(-1);
      const more = last !== undefined && found.users.length > limit;
      const nextCursor = more
        ? encodeCursor(digest(), { last: { createdAt: last.createdAt, id: last.id }, total })
        : null;
      return { users, total, nextCursor };
    },
  };
}
