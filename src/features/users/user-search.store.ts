import { type Compilable, sql } from 'kysely';
import { UNCACHED } from '../../platform/db/dialect.ts';
import type { Engine, Executor } from '../../platform/db/executor.ts';
import { statement } from '../../platform/db/statement.ts';
import type { Place } from '../search-cursor.ts';
import type { Condition } from './search-conditions.ts';
import { maxCandidates, type SearchShape, searchStatement } from './search-statement.ts';
import { readUsers, type UserRecord, type UserRow } from './user-record.ts';

/** One operand as a query sees it. Equal keys mean equal SQL; values are parameters. */
export interface SearchOperand {
  key: string;
  condition: Condition;
  /** How many users can match at most, where the value bounds it. */
  most?: number;
  parameters(engine: Engine): Record<string, unknown>;
}

export interface UserQuery {
  environment: string;
  /** The environment's time. */
  now: number;
  combine: 'and' | 'or';
  /** None matches every user. */
  operands: readonly SearchOperand[];
  /** Only users after this place ... */
  after: Place;
  /** ... that were created before this instant. */
  before: number;
  /** True where `after` and `before` leave users out. */
  windowed: boolean;
  /** How many users to read, at most 1,001. */
  rows: number;
  /** Counts the matches up to this number where there are at least `rows`; 0 does not count. */
  countLimit: number;
}

export interface FoundUsers {
  version: number | undefined;
  /** In the order of creation. */
  users: UserRecord[];
  /** Null where nothing was counted. */
  count: number | null;
}

type Row = UserRow & { version: number; total: number | null };
type Search = ReturnType<typeof statement<Record<string, unknown>, Row>>;

/** Pages of the usual sizes and the row that shows that there are more. */
const PAGE_SIZES = [11, 101, 1_001];

function shapeOf(query: UserQuery): SearchShape {
  const { combine, operands, windowed, rows, countLimit } = query;
  const bounds = operands.map((operand) =>
    operand.condition.seek?.matches === 'few' ? (operand.most ?? Infinity) : Infinity,
  );
  const fewest = Math.min(...bounds);
  const most = combine === 'or' ? bounds.reduce((sum, bound) => sum + bound, 0) : fewest;
  return {
    combine,
    conditions: operands.map(({ condition }) => condition),
    driver: combine === 'and' && fewest < Infinity ? bounds.indexOf(fewest) : undefined,
    whole: most < rows,
    windowed,
    maxRows: PAGE_SIZES.find((size) => rows <= size) ?? rows,
    countLimit,
  };
}

const keyOf = (shape: SearchShape, operands: readonly SearchOperand[]): string =>
  [
    shape.combine,
    shape.driver,
    shape.whole,
    shape.windowed,
    shape.maxRows,
    shape.countLimit,
    ...operands.map(({ key }) => key),
  ].join();

/** Keeps the statements of the shapes that applications use: they are few. */
const MAX_KEPT = 300;
const kept = new Map<string, Search>();

function searchFor(query: UserQuery): Search {
  const shape = shapeOf(query);
  // Nothing below depends on these if there is nothing to be cut.
  if (shape.whole) Object.assign(shape, { maxRows: 0, countLimit: 0 });
  const key = keyOf(shape, query.operands);
  const known = kept.get(key);
  if (known) return known;
  const keep = kept.size < MAX_KEPT;
  const search: Search = statement((q, parameter, engine) => {
    const select = searchStatement(engine, shape, (name) => sql`${parameter(name)}`);
    const text = keep ? select : sql`${select} ${sql.raw(UNCACHED)}`;
    return { compile: () => text.compile(q) } as Compilable<Row>;
  });
  if (keep) kept.set(key, search);
  return search;
}

const byCreation = (a: UserRecord, b: UserRecord): number =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);

/** One round trip: a page of users with their factors, and the version of the environment. */
export async function findUsers(executor: Executor, query: UserQuery): Promise<FoundUsers> {
  const parameters: Record<string, unknown> = {
    environment: query.environment,
    now: query.now,
    after_created_at: query.after.createdAt,
    after_id: query.after.id,
    before: query.before,
    rows: query.rows,
    candidates: maxCandidates(query.rows),
  };
  for (const [index, operand] of query.operands.entries()) {
    const own = operand.parameters(executor.engine);
    for (const name in own) parameters[`${index}_${name}`] = own[name];
  }
  const rows = await searchFor(query)(executor, parameters);
  const first = rows[0];
  const empty = first === undefined || first.user_id === null;
  return {
    version: first?.version,
    // A page is cut in this order, but the rows of a join may come in any.
    users: empty ? [] : readUsers(rows, query.now).sort(byCreation),
    count: first?.total ?? null,
  };
}
