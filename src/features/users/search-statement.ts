import { sql } from 'kysely';
import { byIndex, type Fragment, firstRows, lookup } from '../../platform/db/dialect.ts';
import type { Engine } from '../../platform/db/executor.ts';
import type { Condition, SqlContext } from './search-conditions.ts';
import { factorColumns, userColumns } from './user-record.ts';

/** A page of 1,000 and the row that shows that there are more. */
const MAX_ROWS = 1_001;

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
  /** With the number of all matches; only the first page asks for it. */
  counting: boolean;
  /** False where the window of time leaves no user out. */
  windowed: boolean;
}

/** Names: environment, now, after_created_at, after_id, before, rows, candidates, count_limit, `0_list` ... */
export type SearchParameter = (name: string) => Fragment;

/** The parts of the statement that depend on the way to the matches. */
interface Way {
  /** Common table expressions. */
  prepare: Fragment[];
  page: Fragment;
  count: Fragment;
}

const number = (value: number): Fragment => sql.raw(String(value));

const pageColumns = sql.raw(userColumns.map((name) => name.split(' as ')[0]).join(', '));
const resultColumns = sql.raw([...userColumns, ...factorColumns].join(', '));

const and = (conditions: readonly Fragment[]): Fragment => sql.join(conditions, sql` and `);

/**
 * One statement for a page: the environment's version, the users in the order of (created_at,
 * id) with their factors and, if the page is full, the number of all matches. It begins with
 * `select` and keeps its text for all values.
 */
export function searchStatement(
  engine: Engine,
  shape: SearchShape,
  parameter: SearchParameter,
): Fragment {
  const { prepare, page, count } = chooseWay(engine, shape, parameter);
  const total = shape.counting
    ? sql`case when (select count(*) from page) >= ${parameter('rows')} then ${count} end`
    : sql`null`;
  const environment = parameter('environment');
  const factors = lookup(engine, {
    table: 'factors',
    alias: 'f',
    index: 'factors_user_id',
    on: sql`f.environment_id = ${environment} and f.user_id = u.id`,
    left: true,
  });
  return sql`select * from (
    with ${sql.join([...prepare, sql`page as materialized (${page})`])}
    select e.version, ${total} as total, ${resultColumns}
    from (select version from environments where id = ${environment}) as e
    left join page as u on true ${factors}
  ) as found order by user_created_at, user_id`;
}

function chooseWay(engine: Engine, shape: SearchShape, parameter: SearchParameter): Way {
  const { combine, conditions } = shape;
  const environment = parameter('environment');
  const context = (index: number): SqlContext => ({
    engine,
    environment,
    now: parameter('now'),
    parameter: (name) => parameter(`${index}_${name}`),
  });
  const each = conditions.map((condition, index) => ({
    test: condition.test(context(index)),
    matches: condition.seek?.matches,
    seek: condition.seek?.select(context(index)),
    walk: condition.walk,
  }));
  type Each = (typeof each)[number];
  const hasSeek = (one: Each): one is Each & { seek: Fragment } => one.seek !== undefined;

  const window = sql`(u.created_at, u.id) > (${parameter('after_created_at')},
    ${parameter('after_id')}) and u.created_at < ${parameter('before')}`;
  const pageOf = (select: Fragment, limit: Fragment = parameter('rows')): Fragment =>
    firstRows(engine, sql`${select} order by u.created_at, u.id`, limit, MAX_ROWS);
  const countLimit = parameter('count_limit');
  const countOf = (select: Fragment): Fragment =>
    sql`(select count(*) from (${select} limit ${countLimit}) as counted)`;

  /** The users of a set of candidates for which the conditions hold. */
  const among = (what: Fragment, set: Fragment, tests: readonly Fragment[]): Fragment =>
    sql`select ${what} from (select distinct user_id from ${set}) as c ${lookup(engine, {
      table: 'users',
      alias: 'u',
      on: sql`u.environment_id = ${environment} and u.id = c.user_id`,
    })} where ${and([window, ...tests])}`;

  // A candidate is a user: only conditions need the user's row.
  const countAmong = (set: Fragment, tests: readonly Fragment[]): Fragment =>
    countOf(
      tests.length === 0 && !shape.windowed
        ? sql`select distinct user_id from ${set}`
        : among(sql`1`, set, tests),
    );

  /** All users for which the conditions hold, in the order of the results. */
  const walkIndex = (combine === 'and' && each.find((one) => one.walk)?.walk) || 'users_created_at';
  const walking = (what: Fragment, tests: readonly Fragment[]): Fragment =>
    sql`select ${what} from ${byIndex(engine, 'users as u', walkIndex)}
      where ${and([sql`u.environment_id = ${environment}`, window, ...tests])}`;
  // Ordered, so that the index is used for this too.
  const countWalking = (tests: readonly Fragment[]): Fragment =>
    countOf(sql`${walking(sql`u.created_at`, tests)} order by u.created_at, u.id`);

  /**
   * Where the candidates are the matches, it is cheaper to count these than to walk. Most users
   * match by one factor only, so that a few more rows than needed show that the limit is passed.
   */
  const countSeeking = (seek: Fragment): Fragment => {
    const rows = sql`${countLimit} + ${countLimit} / 8`;
    return sql`case when (select count(distinct user_id) from (${seek} limit ${rows}) as matches)
        >= ${countLimit} then ${countLimit}
      else ${countOf(sql`select distinct user_id from (${seek}) as matches`)} end`;
  };

  const fewCandidates = (seeks: readonly Fragment[], tests: readonly Fragment[]): Way => {
    const set = sql`(${sql.join(seeks, sql` union all `)}) as candidates`;
    return {
      prepare: [],
      page: pageOf(among(pageColumns, set, tests)),
      count: countAmong(set, tests),
    };
  };

  /** Looks into each set of candidates until one is small enough; if none is, users are walked. */
  function manyCandidates(
    sets: readonly { seek: Fragment; rest: readonly Fragment[] }[],
    tests: readonly Fragment[],
  ): Way {
    const names = sets.map((_, index) => sql.raw(`candidates_${index}`));
    const cases = names.map(
      (name, index) =>
        sql`when (select count(*) from ${name}) <= ${parameter('candidates')} then ${number(index)}`,
    );
    // A limit of nothing is the one condition that both engines decide before they begin.
    const rowsIf = (index: number): Fragment =>
      sql`case when (select way from chosen) = ${number(index)} then ${parameter('rows')} else 0 end`;
    const walk = sets.length;
    const pages = sets.map(({ rest }, index) =>
      pageOf(among(pageColumns, names[index] as Fragment, rest), rowsIf(index)),
    );
    pages.push(pageOf(walking(pageColumns, tests), rowsIf(walk)));
    const counts = sets.map(
      ({ rest }, index) =>
        sql`when ${number(index)} then ${countAmong(names[index] as Fragment, rest)}`,
    );
    const [only] = sets;
    const complete = sets.length === 1 && only?.rest.length === 0 && !shape.windowed;
    const countMany = complete ? countSeeking(only.seek) : countWalking(tests);
    return {
      prepare: [
        ...sets.map(
          ({ seek }, index) => sql`${names[index]} as materialized (
            ${firstRows(engine, seek, sql`${parameter('candidates')} + 1`, MAX_CANDIDATES + 1)})`,
        ),
        sql`chosen as materialized (
          select case ${sql.join(cases, sql` `)} else ${number(walk)} end as way)`,
      ],
      page: sql.join(
        pages.map((one, index) => sql`select * from (${one}) as page_${number(index)}`),
        sql` union all `,
      ),
      count: sql`case (select way from chosen) ${sql.join(counts, sql` `)} else ${countMany} end`,
    };
  }

  if (combine === 'or' && each.length > 1) {
    const tests = [
      sql`(${sql.join(
        each.map((one) => one.test),
        sql` or `,
      )})`,
    ];
    if (!each.every(hasSeek)) {
      return { prepare: [], page: pageOf(walking(pageColumns, tests)), count: countWalking(tests) };
    }
    const seeks = each.map((one) => one.seek);
    if (each.every((one) => one.matches === 'few')) return fewCandidates(seeks, []);
    return manyCandidates([{ seek: sql.join(seeks, sql` union all `), rest: [] }], tests);
  }

  const tests = each.map((one) => one.test);
  const testsBut = (left: Each) => each.filter((one) => one !== left).map((one) => one.test);
  const few = each.find((one) => one.matches === 'few');
  if (few && hasSeek(few)) return fewCandidates([few.seek], testsBut(few));
  const seekable = each
    .filter(hasSeek)
    .filter((one) => one.walk === undefined)
    .slice(0, MAX_SEEKS);
  if (seekable.length === 0) {
    return { prepare: [], page: pageOf(walking(pageColumns, tests)), count: countWalking(tests) };
  }
  return manyCandidates(
    seekable.map((one) => ({ seek: one.seek, rest: testsBut(one) })),
    tests,
  );
}
