import { type Compilable, sql } from 'kysely';
import { type Fragment, UNCACHED } from '../../platform/db/dialect.ts';
import type { Engine, Executor } from '../../platform/db/executor.ts';
import { statement } from '../../platform/db/statement.ts';
import type { Condition } from './search-conditions.ts';
import { maxCandidates, searchStatement } from './search-statement.ts';
import { readUsers, type UserRecord, type UserRow } from './user-record.ts';

/** One operand as a query sees it. Equal keys mean equal SQL; values are parameters. */
export interface SearchOperand {
  key: string;
  condition: Condition;
  parameters(engine: Engine): Record<string, unknown>;
}

/** A place in the order of the results. */
export interface Place {
  createdAt: number;
  id: string;
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
  /** True where `after` and `before` leave users out that match the operands. */
  windowed: boolean;
  /** How many users to read, at most 1,001. */
  rows: number;
  /** Counts the matches up to this number where there are at least `rows`; 0 does not count. */
  countLimit: number;
}

export interface FoundUsers {
  version: number | undefined;
  users: UserRecord[];
  /** Null where nothing was counted. */
  count: number | null;
}

type Row = UserRow & { version: number; total: number | null };
type Search = ReturnType<typeof statement<Record<string, unknown>, Row>>;

/** Keeps the statements of the shapes that applications use: they are few. */
const MAX_KEPT = 200;
const kept = new Map<string, Search>();

function searchFor(query: UserQuery): Search {
  const { combine, operands, windowed } = query;
  const counting = query.countLimit > 0;
  const shape = [combine, counting, counting && windowed, ...operands.map(({ key }) => key)].join();
  const known = kept.get(shape);
  if (known) return known;
  const keep = kept.size < MAX_KEPT;
  const search: Search = statement((q, parameter, engine) => {
    const conditions = operands.map(({ condition }) => condition);
    const select = searchStatement(
      engine,
      { combine, counting, windowed, conditions },
      (name) => sql`${parameter(name)}`,
    );
    const text: Fragment = keep ? select : sql`${select} ${sql.raw(UNCACHED)}`;
    return { compile: () => text.compile(q) } as Compilable<Row>;
  });
  if (keep) kept.set(shape, search);
  return search;
}

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
    count_limit: query.countLimit,
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
    users: empty ? [] : readUsers(rows, query.now),
    count: first?.total ?? null,
  };
}
