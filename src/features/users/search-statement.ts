import { sql } from 'kysely';
import { byIndex, type Fragment, firstRows, lookup } from '../../platform/db/dialect.ts';
import type { Engine } from '../../platform/db/executor.ts';
import type { Condition, SqlContext } from './search-conditions.ts';
import { factorColumns, userColumns } from './user-record.ts';

const MAX_CANDIDATES = 20_000;

/**
 * Up to this many candidates are looked up and sorted; where there are more, users are walked in
 * the order of the results until the page is full. Looking up costs `candidates`, walking through
 * evenly spread matches `users * rows / candidates`: the same, for a million users, at this number.
 */
export const maxCandidates = (rows: number): number =>
  Math.min(Math.round(1_000 * Math.sqrt(rows)), MAX_CANDIDATES);

/** Further conditions are tested only: each of these adds a branch to the statement. */
const MAX_SEEKS = 3;

/** What decides the text of a search, together with the engine. */
export interface SearchShape {
  combine: 'and' | 'or';
  conditions: readonly Condition[];
  /** The condition that leaves the fewest candidates; only with 'and', and if it leaves few. */
  driver: number | undefined;
  /** The candidates cannot fill the page: there is nothing to be ordered, cut or counted. */
  whole: boolean;
  /** False where the window of time and place leaves no user out. */
  windowed: boolean;
  /** The page is at most this long, and not much shorter. */
  maxRows: number;
  /** If the page is full, all matches are counted up to this number; 0 does not count. */
  countLimit: number;
}

/** Names: environment, now, after_created_at, after_id, before, rows, candidates, `0_list` ... */
export type SearchParameter = (name: string) => Fragment;

/** The parts of the statement that depend on the way to the matches. */
interface Way {
  /** Common table expressions. */
  prepare: Fragment[];
  page: Fragment;
  count: Fragment;
}

interface Candidates {
  /** Selects `user_id` of candidates. */
  seek: Fragment;
  /** What is still to be tested of them. */
  rest: readonly Fragment[];
}

const number = (value: number): Fragment => sql.raw(String(value));
const spaced = (parts: readonly Fragment[]): Fragment => sql.join(parts, sql` `);
const and = (tests: readonly Fragment[]): Fragment => sql.join(tests, sql` and `);
const or = (tests: readonly Fragment[]): Fragment => sql`(${sql.join(tests, sql` or `)})`;
const union = (selects: readonly Fragment[]): Fragment => sql.join(selects, sql` union all `);

const pageColumns = sql.raw(userColumns.map((name) => name.split(' as ')[0]).join(', '));
const resultColumns = sql.raw([...userColumns, ...factorColumns].join(', '));

/**
 * One statement for a page: the environment's version, the users of the page, each with all
 * factors in one run of rows, and the number of all matches. It begins with `select` and keeps its
 * text for all values.
 */
export function searchStatement(
  engine: Engine,
  shape: SearchShape,
  parameter: SearchParameter,
): Fragment {
  const environment = parameter('environment');
  const { prepare, page, count } = planSearch(engine, shape, parameter);
  const select = (total: Fragment, users: Fragment): Fragment =>
    sql`select e.version, ${total} as total, ${resultColumns}
      from (select version from environments where id = ${environment}) as e
      left join ${users} as u on true ${lookup(engine, {
        table: 'factors',
        alias: 'f',
        index: 'factors_user_id',
        on: sql`f.environment_id = ${environment} and f.user_id = u.id`,
        left: true,
      })}`;
  const counting = shape.countLimit > 0 && !shape.whole;
  if (prepare.length === 0 && !counting) return select(sql`null`, sql`(${page})`);
  const total = counting
    ? sql`case when (select count(*) from page) >= ${parameter('rows')} then ${count} end`
    : sql`null`;
  const expressions = [...prepare, sql`page as materialized (${page})`];
  return sql`select * from (
    with ${sql.join(expressions)} ${select(total, sql`page`)}
  ) as found`;
}

function planSearch(engine: Engine, shape: SearchShape, parameter: SearchParameter): Way {
  const { combine, conditions, windowed } = shape;
  const environment = parameter('environment');
  const context = (index: number): SqlContext => ({
    engine,
    environment,
    now: parameter('now'),
    parameter: (name) => parameter(`${index}_${name}`),
  });
  const each = conditions.map((condition, index) => ({
    test: condition.test(context(index)),
    seek: condition.seek?.select(context(index)),
    few: condition.seek?.matches === 'few',
    walk: condition.walk,
  }));
  type Each = (typeof each)[number];
  const tests = each.map((one) => one.test);
  const setOf = (one: Each): Candidates[] =>
    one.seek === undefined
      ? []
      : [{ seek: one.seek, rest: each.filter((other) => other !== one).map(({ test }) => test) }];

  const after = sql`(${parameter('after_created_at')}, ${parameter('after_id')})`;
  const window = windowed
    ? [sql`(u.created_at, u.id) > ${after} and u.created_at < ${parameter('before')}`]
    : [];
  const pageOf = (select: Fragment, limit: Fragment = parameter('rows')): Fragment =>
    firstRows(engine, sql`${select} order by u.created_at, u.id`, limit, shape.maxRows);
  const countLimit = number(shape.countLimit);
  const countOf = (select: Fragment): Fragment =>
    sql`(select count(*) from (${select} limit ${countLimit}) as counted)`;

  /** The users of a set of candidates, given as a table, for which the conditions hold. */
  const among = (what: Fragment, table: Fragment, conditions: readonly Fragment[]): Fragment =>
    sql`select ${what} from (select distinct user_id from ${table}) as c ${lookup(engine, {
      table: 'users',
      alias: 'u',
      on: and([sql`u.environment_id = ${environment} and u.id = c.user_id`, ...conditions]),
    })}`;
  const countAmong = (table: Fragment, rest: readonly Fragment[]): Fragment =>
    countOf(
      rest.length === 0 && !windowed
        ? // A candidate is a user: only conditions need the user's row.
          sql`select distinct user_id from ${table}`
        : among(sql`1`, table, [...window, ...rest]),
    );

  /** All users for which the conditions hold, in the order of the results. */
  const walkIndex = (combine === 'and' && each.find((one) => one.walk)?.walk) || 'users_created_at';
  const walking = (what: Fragment): Fragment =>
    sql`select ${what} from ${byIndex(engine, 'users as u', walkIndex)}
      where ${and([
        sql`u.environment_id = ${environment}`,
        ...window,
        ...(combine === 'or' ? [or(tests)] : tests),
      ])}`;
  // Ordered, so that the same index is used for this.
  const countWalking = (): Fragment => {
    const all = (what: Fragment): Fragment => sql`${walking(what)} order by u.created_at, u.id`;
    const exact = countOf(all(sql`u.created_at`));
    if (engine === 'postgres' || conditions.length > 0) return exact;
    // SQLite skips rows in half the time that it counts them in; nothing is tested here.
    return sql`case when (${all(sql`1`)} limit 1 offset ${countLimit} - 1) is not null
      then ${countLimit} else ${exact} end`;
  };
  /**
   * Where the candidates are the matches, it is cheaper to count these than to walk. Most users
   * match by one factor only, so that a few more rows than needed show that the limit is passed.
   */
  const countSeeking = (seek: Fragment): Fragment => {
    const rows = number(shape.countLimit + Math.ceil(shape.countLimit / 8));
    return sql`case when (select count(distinct user_id)
        from (select user_id from (${seek}) as seek limit ${rows}) as matches) >= ${countLimit}
      then ${countLimit}
      else ${countOf(sql`select distinct user_id from (${seek}) as matches`)} end`;
  };

  const planWalk = (): Way => ({
    prepare: [],
    page: pageOf(walking(pageColumns)),
    count: countWalking(),
  });

  const planFew = ({ seek, rest }: Candidates): Way => {
    const table = sql`(${seek}) as candidates`;
    const users = among(pageColumns, table, [...window, ...rest]);
    const page = shape.whole ? users : pageOf(users);
    return { prepare: [], page, count: countAmong(table, rest) };
  };

  /** Looks into each set of candidates until one is small enough; if none is, users are walked. */
  function planMany(sets: readonly Candidates[]): Way {
    const walk = number(sets.length);
    // A limit of nothing is the one condition that both engines decide before they begin.
    const rowsIf = (way: Fragment): Fragment =>
      sql`case when (select way from chosen) = ${way} then ${parameter('rows')} else 0 end`;
    const ways = sets.map((set, index) => ({
      ...set,
      way: number(index),
      table: sql.raw(`candidates_${index}`),
    }));
    const candidates = ways.map(({ seek, table }) => {
      const limit = sql`${parameter('candidates')} + 1`;
      return sql`${table} as materialized (${firstRows(engine, seek, limit, MAX_CANDIDATES + 1)})`;
    });
    const sizes = ways.map(
      ({ way, table }) =>
        sql`when (select count(*) from ${table}) <= ${parameter('candidates')} then ${way}`,
    );
    const pages = ways.map(({ way, table, rest }) =>
      pageOf(among(pageColumns, table, [...window, ...rest]), rowsIf(way)),
    );
    pages.push(pageOf(walking(pageColumns), rowsIf(walk)));
    const counts = ways.map(
      ({ way, table, rest }) => sql`when ${way} then ${countAmong(table, rest)}`,
    );
    const [first] = sets;
    const complete = sets.length === 1 && first?.rest.length === 0 && !windowed;
    return {
      prepare: [
        ...candidates,
        sql`chosen as materialized (select case ${spaced(sizes)} else ${walk} end as way)`,
      ],
      page: union(pages.map((page, index) => sql`select * from (${page}) as way_${number(index)}`)),
      count: sql`case (select way from chosen) ${spaced(counts)}
        else ${complete ? countSeeking(first.seek) : countWalking()} end`,
    };
  }

  if (combine === 'or') {
    const sets = each.flatMap(setOf);
    if (sets.length < each.length) return planWalk();
    const set: Candidates = { seek: union(sets.map(({ seek }) => seek)), rest: [] };
    return each.every(({ few }) => few) ? planFew(set) : planMany([set]);
  }
  const [few] = each.filter((_, index) => index === shape.driver).flatMap(setOf);
  if (few) return planFew(few);
  const sets = each.filter(({ walk }) => walk === undefined).flatMap(setOf);
  return sets.length === 0 ? planWalk() : planMany(sets.slice(0, MAX_SEEKS));
}
