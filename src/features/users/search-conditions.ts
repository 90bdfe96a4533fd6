import { sql } from 'kysely';
import {
  byIndex,
  contains,
  exists,
  type Fragment,
  fuzzyMatch,
  inList,
} from '../../platform/db/dialect.ts';
import type { Engine } from '../../platform/db/executor.ts';
import type { FactorKind } from '../../platform/db/schema.ts';

/** What a condition is written with: fragments that stand for the statement's parameters. */
export interface SqlContext {
  engine: Engine;
  environment: Fragment;
  /** The environment's time. */
  now: Fragment;
  /** A parameter of this operand. */
  parameter(name: string): Fragment;
}

/** How an operand finds users, in two forms that agree. Parameters: `list` or `one`, `text` ... */
export interface Condition {
  /** True or false of a row of `users as u`. */
  test(context: SqlContext): Fragment;
  /**
   * Selects the `user_id` of every match through an index. `few`: the length of the operand's
   * list bounds the matches; `many`: any number. Absent where the matches are the rule.
   */
  seek?: { matches: 'few' | 'many'; select(context: SqlContext): Fragment };
  /** An index of users that holds the matches in the order of the results. */
  walk?: string;
}

/** A provisional factor past its deadline is not there any more. */
const alive = (now: Fragment): Fragment =>
  sql`(k.verified = 1 or k.expires_at is null or k.expires_at > ${now})`;

interface FactorSearch {
  kind: FactorKind;
  /** The way to all matches; absent for the primary key. */
  index?: string | undefined;
  /** The way to the factors of one user. */
  probe?: string;
  matches: 'few' | 'many';
  /** Condition on `factors as k` beside environment and kind. */
  where(context: SqlContext): Fragment;
}

/** Users that have such a factor. Kind and flags are literals: partial indexes need them. */
function hasFactor(search: FactorSearch): Condition {
  const { kind, index, probe = 'factors_user_id', matches, where } = search;
  const ofKind = sql`k.kind = ${sql.lit(kind)}`;
  return {
    test: (context) =>
      exists(
        context.engine,
        byIndex(context.engine, 'factors as k', probe),
        sql`k.environment_id = ${context.environment} and k.user_id = u.id
          and ${ofKind} and ${where(context)}`,
      ),
    seek: {
      matches,
      select: (context) =>
        sql`select k.user_id from ${byIndex(context.engine, 'factors as k', index)}
          where k.environment_id = ${context.environment} and ${ofKind} and ${where(context)}`,
    },
  };
}

/** The condition for a list of one, by far the most frequent one, and for any other list. */
export interface ListCondition {
  one: Condition;
  list: Condition;
}

const forLists = (make: (length: Length) => Condition): ListCondition => ({
  one: make('one'),
  list: make('list'),
});

type Length = keyof ListCondition;

const isIn = (length: Length, { engine, parameter }: SqlContext, column: string): Fragment => {
  const type = column.endsWith('.id') ? 'uuid' : 'text';
  return length === 'one'
    ? sql`${sql.raw(column)} = ${parameter('one')}`
    : inList(engine, sql.raw(column), parameter('list'), type);
};

/** Has a factor of which a column is in the list. */
function factorInList(
  kind: FactorKind,
  column: 'id' | 'identifier' | 'realm',
  matches: 'few' | 'many',
  index?: string,
): ListCondition {
  // factors_realm leaves out the empty realm.
  const indexed = column === 'realm' ? sql` and k.realm <> ''` : sql``;
  return forLists((length) =>
    hasFactor({
      kind,
      index,
      matches,
      where: (context) =>
        sql`${isIn(length, context, `k.${column}`)}${indexed} and ${alive(context.now)}`,
    }),
  );
}

export const factorById = (kind: FactorKind): ListCondition => factorInList(kind, 'id', 'few');

export const factorByIdentifier = (kind: FactorKind): ListCondition =>
  factorInList(kind, 'identifier', 'few', 'factors_identifier');

export const factorByRealm = (kind: FactorKind): ListCondition =>
  factorInList(kind, 'realm', 'many', 'factors_realm');

export function factorContains(kind: 'email' | 'phone_number'): Condition {
  const column = { table: 'factors', alias: 'k', column: 'identifier' } as const;
  return {
    test: hasFactor({
      kind,
      matches: 'many',
      where: ({ engine, now, parameter }) =>
        sql`${contains(engine, sql`k.identifier`, parameter('text'))} and ${alive(now)}`,
    }).test,
    seek: {
      matches: 'many',
      select: ({ engine, environment, now, parameter }) => {
        const { from, where } = fuzzyMatch(engine, column, parameter('text'));
        return sql`select k.user_id from ${from} where ${where}
          and k.environment_id = ${environment} and k.kind = ${sql.lit(kind)} and ${alive(now)}`;
      },
    },
  };
}

export const factorVerified = (kind: FactorKind, verified: boolean): Condition =>
  hasFactor({
    kind,
    index: 'factors_verified',
    probe: 'factors_verified',
    matches: 'many',
    where: ({ now }) =>
      verified
        ? sql`k.verified = 1`
        : sql`k.verified = 0 and (k.expires_at is null or k.expires_at > ${now})`,
  });

/** Asked in two parts, for which the index is enough or nearly so. */
export function factorExists(kind: FactorKind): Condition {
  const verified = factorVerified(kind, true);
  const unverified = factorVerified(kind, false);
  return {
    test: hasFactor({ kind, matches: 'many', where: ({ now }) => alive(now) }).test,
    seek: {
      matches: 'many',
      select: (context) =>
        sql`${verified.seek?.select(context)} union all ${unverified.seek?.select(context)}`,
    },
  };
}

export const negated = ({ test }: Condition): Condition => ({
  test: (context) => sql`not ${test(context)}`,
});

const userInList = (column: 'id' | 'external_id', index?: string): ListCondition =>
  forLists((length) => {
    const test = (context: SqlContext) => isIn(length, context, `u.${column}`);
    return {
      test,
      seek: { matches: 'few', select: (context) => selectUsers(context, index, test(context)) },
    };
  });

const selectUsers = (
  { engine, environment }: SqlContext,
  index: string | undefined,
  where: Fragment,
): Fragment =>
  sql`select u.id as user_id from ${byIndex(engine, 'users as u', index)}
    where u.environment_id = ${environment} and ${where}`;

export const userById = userInList('id');
export const userByExternalId = userInList('external_id', 'users_external_id');

export const userIsActive: Condition = { test: () => sql`u.status = 'active'` };

export const userIsPending: Condition = {
  test: () => sql`u.status = 'pending'`,
  walk: 'users_pending',
  seek: {
    matches: 'many',
    select: (context) => selectUsers(context, 'users_pending', sql`u.status = 'pending'`),
  },
};

const userCreatedBetweenTest = ({ parameter }: SqlContext): Fragment =>
  sql`(u.created_at > ${parameter('after')} and u.created_at < ${parameter('before')})`;

/** Both bounds exclusive. */
export const userCreatedBetween: Condition = {
  test: userCreatedBetweenTest,
  walk: 'users_created_at',
  seek: {
    matches: 'many',
    select: (context) => selectUsers(context, 'users_created_at', userCreatedBetweenTest(context)),
  },
};

export const userNameContains: Condition = {
  test: ({ engine, parameter }) => contains(engine, sql`u.name_search`, parameter('text')),
  seek: {
    matches: 'many',
    select: ({ engine, environment, parameter }) => {
      const column = { table: 'users', alias: 'u', column: 'name_search' } as const;
      const { from, where } = fuzzyMatch(engine, column, parameter('text'));
      return sql`select u.id as user_id from ${from} where ${where}
        and u.environment_id = ${environment} and u.name_search <> ''`;
    },
  },
};
