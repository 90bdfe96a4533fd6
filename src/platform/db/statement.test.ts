import { describe, expect, test } from 'vitest';
import { createExecutor, type Engine, type Executor } from './executor.ts';
import { postgresBuilder } from './postgres.ts';
import { sqliteBuilder } from './sqlite.ts';
import { statement } from './statement.ts';

interface Sent {
  sql: string;
  parameters: readonly unknown[];
}

function recorder(engine: Engine): { executor: Executor; sent: Sent[] } {
  const sent: Sent[] = [];
  const q = engine === 'postgres' ? postgresBuilder() : sqliteBuilder();
  const executor = createExecutor(engine, q, async (sql, parameters) => {
    sent.push({ sql, parameters });
    return { rows: [], affected: 0 };
  });
  return { executor, sent };
}

const build = () => {
  let builds = 0;
  const find = statement<{ environment: string; name: string }, { id: string }>((q, parameter) => {
    builds += 1;
    return q
      .selectFrom('users')
      .select('id')
      .where('first_name', '=', parameter('name'))
      .where('environment_id', '=', parameter('environment'))
      .where('last_name', '=', parameter('name'))
      .where('status', '=', 'active');
  });
  return { find, builds: () => builds };
};

describe('a hot statement', () => {
  test.each([
    ['postgres', /"first_name" = \$1 and "environment_id" = \$2 and "last_name" = \$3/],
    ['sqlite', /"first_name" = \? and "environment_id" = \? and "last_name" = \?/],
  ] as const)(
    'binds its parameters by name, in the order of the text: %s',
    async (engine, text) => {
      const { executor, sent } = recorder(engine);
      const { find } = build();
      await find(executor, { environment: 'e', name: 'n' });
      expect(sent[0]?.sql).toMatch(text);
      expect(sent[0]?.parameters).toEqual(['n', 'e', 'n', 'active']);
    },
  );

  test('is built once for each engine, and its text never changes', async () => {
    const { find, builds } = build();
    const postgres = recorder('postgres');
    const sqlite = recorder('sqlite');
    for (const name of ['a', 'b', "c' or 1=1 --"]) {
      await find(postgres.executor, { environment: 'e', name });
      await find(sqlite.executor, { environment: 'e', name });
    }
    expect(builds()).toBe(2);
    expect(new Set(postgres.sent.map((one) => one.sql)).size).toBe(1);
    expect(new Set(sqlite.sent.map((one) => one.sql)).size).toBe(1);
    expect(postgres.sent[2]?.parameters[0]).toBe("c' or 1=1 --");
  });

  test('passes null and absent values on', async () => {
    const { executor, sent } = recorder('sqlite');
    const insert = statement<{ a: string | null; b: string | undefined }, never>(
      (q, parameter) =>
        q
          .selectFrom('users')
          .select('id')
          .where('external_id', '=', parameter('a'))
          .where('first_name', '=', parameter('b') as string) as never,
    );
    await insert(executor, { a: null, b: undefined });
    expect(sent[0]?.parameters).toEqual([null, undefined]);
  });
});
