import { type Compilable, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import {
  byIndex,
  contains,
  exists,
  type Fragment,
  firstRows,
  fuzzyMatch,
  inList,
  listParameter,
  lookup,
  substringParameter,
  UNCACHED,
} from './dialect.ts';

const ENVIRONMENT = '00000000-0000-4000-8000-000000000001';
const uuid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const names = [
  'ada lovelace',
  'grace hopper',
  '100% sure',
  '1000 sure',
  'under_score',
  'underxscore',
  'back\\slash',
  'say "and" or not',
  'étienne ångström',
  '',
];

let test: TestDatabase;

beforeAll(async () => {
  test = await createTestDatabase();
  const { database } = test;
  for (const [index, name] of names.entries()) {
    await database.affected(
      database.q.insertInto('users').values({
        environment_id: ENVIRONMENT,
        id: uuid(index),
        status: 'active',
        first_name: '',
        middle_name: '',
        last_name: '',
        name_search: name,
        external_id: index % 2 === 0 ? `ext-${index}` : null,
        trusted_metadata: '{}',
        untrusted_metadata: '{}',
        roles: '[]',
        attributes: '{}',
        created_at: index,
      }),
    );
  }
});

afterAll(() => test.close());

async function select<Row>(query: Fragment): Promise<Row[]> {
  const { database } = test;
  return database.all({ compile: () => query.compile(database.q) } as Compilable<Row>);
}

const namesOf = async (query: Fragment): Promise<string[]> =>
  (await select<{ name_search: string }>(query)).map((row) => row.name_search).sort();

describe('inList', () => {
  const among = (column: string, values: string[], type: 'text' | 'uuid') => {
    const { engine } = test.database;
    const list = listParameter(engine, values);
    return namesOf(
      sql`select name_search from users where ${inList(engine, sql.raw(column), list, type)}`,
    );
  };

  it('finds texts and ids of a list of any length', async () => {
    expect(await among('id', [uuid(0), uuid(1), uuid(99)], 'uuid')).toEqual(names.slice(0, 2));
    expect(await among('external_id', ['ext-0'], 'text')).toEqual(['ada lovelace']);
    expect(await among('external_id', [], 'text')).toEqual([]);
  });

  it('takes quotes, commas, braces and backslashes in a value for themselves', async () => {
    const hostile = `back\\slash,"{}'`;
    expect(await among('name_search', [hostile, 'back\\slash'], 'text')).toEqual(['back\\slash']);
  });
});

describe('contains and fuzzyMatch', () => {
  const containing = async (text: string) => {
    const { engine } = test.database;
    const parameter = substringParameter(engine, text);
    const column = { table: 'users', alias: 'u', column: 'name_search' } as const;
    const { from, where } = fuzzyMatch(engine, column, parameter);
    const fuzzy = await namesOf(sql`select u.name_search from ${from} where ${where}`);
    const plain = await namesOf(
      sql`select u.name_search from users as u
        where ${contains(engine, sql`u.name_search`, parameter)}`,
    );
    expect(fuzzy).toEqual(plain);
    return fuzzy;
  };

  it('find a text in the middle of a longer one', async () => {
    expect(await containing('ace')).toEqual(['ada lovelace', 'grace hopper']);
    expect(await containing('da love')).toEqual(['ada lovelace']);
    expect(await containing('nobody')).toEqual([]);
  });

  it('take the wildcards of LIKE for themselves', async () => {
    expect(await containing('00%')).toEqual(['100% sure']);
    expect(await containing('er_s')).toEqual(['under_score']);
    expect(await containing('%%%')).toEqual([]);
    expect(await containing('ck\\s')).toEqual(['back\\slash']);
  });

  it('take the operators and quotes of FTS5 for themselves', async () => {
    expect(await containing('"and"')).toEqual(['say "and" or not']);
    expect(await containing('ada OR grace')).toEqual([]);
    expect(await containing('name_search: ada')).toEqual([]);
    expect(await containing('ada*')).toEqual([]);
    expect(await containing('"""')).toEqual([]);
  });

  it('tell letters outside ASCII apart', async () => {
    expect(await containing('étienne')).toEqual(['étienne ångström']);
    expect(await containing('etienne')).toEqual([]);
  });
});

describe('lookup, exists, byIndex, firstRows', () => {
  it('join each row by index, keeping the others where asked to', async () => {
    const { engine } = test.database;
    const wanted = sql`(select 0 as n union all select 5 union all select 77) as w`;
    const join = (left: boolean) =>
      lookup(engine, {
        table: 'users',
        alias: 'u',
        index: 'users_created_at',
        on: sql`u.environment_id = ${ENVIRONMENT} and u.created_at = w.n`,
        left,
      });
    const inner = await select(sql`select w.n, u.name_search from ${wanted} ${join(false)}`);
    expect(inner).toHaveLength(2);
    const outer = await select<{ n: number; name_search: string | null }>(
      sql`select w.n, u.name_search from ${wanted} ${join(true)} order by w.n`,
    );
    expect(outer.map((row) => row.name_search)).toEqual(['ada lovelace', 'underxscore', null]);
  });

  it('asks for each row whether another exists', async () => {
    const { engine } = test.database;
    const twin = exists(
      engine,
      byIndex(engine, 'users as t', undefined),
      sql`t.environment_id = u.environment_id and t.created_at = u.created_at + 9`,
    );
    expect(await namesOf(sql`select u.name_search from users as u where ${twin}`)).toEqual([
      'ada lovelace',
    ]);
  });

  it('cuts at a limit that is a parameter', async () => {
    const { engine } = test.database;
    const ordered = sql`select name_search from ${byIndex(engine, 'users', 'users_created_at')}
      where environment_id = ${ENVIRONMENT} order by created_at`;
    for (const limit of [0, 1, 2]) {
      const rows = await select(firstRows(engine, ordered, sql`${limit}`, 11));
      expect(rows).toHaveLength(limit);
    }
  });

  it('marks a text as seldom without changing it', async () => {
    expect(await select(sql`select 1 as one ${sql.raw(UNCACHED)}`)).toEqual([{ one: 1 }]);
  });
});
