import { type RawBuilder, sql } from 'kysely';
import type { Engine } from './executor.ts';

/**
 * What the two engines say differently. Besides syntax these helpers fix the order of work: a
 * prepared statement is planned once for all values, so its plan must not rest on an estimate.
 */

export type Fragment = RawBuilder<unknown>;

const nothing = sql``;

/** A list travels as one parameter, so that a statement's text does not depend on its length. */
export const listParameter = (engine: Engine, values: readonly string[]): unknown =>
  engine === 'postgres' ? values : JSON.stringify(values);

/** True where the column is in a list made by `listParameter`. */
export const inList = (
  engine: Engine,
  column: Fragment,
  list: unknown,
  type: 'text' | 'uuid',
): Fragment =>
  engine === 'postgres'
    ? sql`${column} = any(${list}::${sql.raw(type)}[])`
    : sql`${column} in (select value from json_each(${list}))`;

/** A text to be looked for inside of others; LIKE's wildcards in it stand for themselves. */
export const substringParameter = (engine: Engine, text: string): string =>
  engine === 'postgres' ? `%${text.replace(/[\\%_]/g, '\\$&')}%` : text;

/** Case counts. `substring` was made by `substringParameter`. */
export const contains = (engine: Engine, column: Fragment, substring: unknown): Fragment =>
  engine === 'postgres'
    ? // Behind a subquery the planner cannot see the value and keeps to one plan.
      sql`${column} like (select ${substring}::text)`
    : sql`instr(${column}, ${substring}) > 0`;

export interface FuzzyColumn {
  table: 'users' | 'factors';
  alias: string;
  column: string;
}

/**
 * The rows of a table whose column contains a text of at least three characters, found by
 * trigrams: `from` and `where` of a select. The migrations make the indexes it needs.
 */
export function fuzzyMatch(
  engine: Engine,
  { table, alias, column }: FuzzyColumn,
  substring: unknown,
): { from: Fragment; where: Fragment } {
  const aliased = sql`${sql.raw(table)} as ${sql.raw(alias)}`;
  const matching = contains(engine, sql.raw(`${alias}.${column}`), substring);
  if (engine === 'postgres') return { from: aliased, where: matching };
  const index = sql.raw(`${table}_fuzzy`);
  return {
    from: sql`${index} cross join ${aliased} on ${sql.raw(alias)}.row_number = ${index}.rowid`,
    // Doubled quotes inside of quotes: the whole text is one phrase, FTS5's operators are text.
    where: sql`${index} match '"' || replace(${substring}, '"', '""') || '"' and ${matching}`,
  };
}

/**
 * A table read by way of this index, and an error where that cannot be. PostgreSQL has no such
 * clause and decides by itself, as both do for a primary key, which has no name on SQLite.
 */
export const byIndex = (engine: Engine, table: string, index: string | undefined): Fragment =>
  sql.raw(engine === 'sqlite' && index !== undefined ? `${table} indexed by ${index}` : table);

export interface Lookup {
  table: string;
  alias: string;
  /** Absent for the primary key. */
  index?: string;
  on: Fragment;
  /** Keeps rows that have nothing to join. */
  left?: boolean;
}

/** A join that looks up each row of what stands before it, by index, in that order. */
export function lookup(engine: Engine, { table, alias, index, on, left }: Lookup): Fragment {
  const aliased = byIndex(engine, `${table} as ${alias}`, index);
  const join = sql.raw(left ? 'left join' : 'cross join');
  if (engine === 'sqlite') return sql`${join} ${aliased} on ${on}`;
  const rows = sql`(select * from ${aliased} where ${on} offset 0) as ${sql.raw(alias)}`;
  return sql`${join} lateral ${rows}${left ? sql` on true` : nothing}`;
}

/** An EXISTS that is asked for each row, never turned into a join of whole tables. */
export const exists = (engine: Engine, from: Fragment, where: Fragment): Fragment =>
  sql`exists (select 1 from ${from} where ${where}${engine === 'postgres' ? sql` offset 0` : nothing})`;

/**
 * The first rows of a select. `limit` is a parameter of at most `max`, and best of more than a
 * tenth of it: that is what PostgreSQL takes an unknown limit for, so that the plan for all values
 * is made for few rows and is not more costly than one for the value at hand.
 */
export const firstRows = (
  engine: Engine,
  select: Fragment,
  limit: Fragment,
  max: number,
): Fragment =>
  engine === 'postgres'
    ? sql`select * from (${select} limit ${sql.raw(String(max))}) as first_rows limit ${limit}`
    : sql`select * from (${select} limit ${limit}) as first_rows`;

/** At the end of a text that will hardly be seen again: no engine should keep it prepared. */
export const UNCACHED = '/* uncached */';
