import { createExecutor, type Database } from '../platform/db/executor.ts';

export type Statement = [sql: string, parameters: readonly unknown[]];

/** The database, and a list of all that is run through it. */
export function recording(database: Database): { database: Database; statements: Statement[] } {
  const statements: Statement[] = [];
  const run: Database['run'] = (sql, parameters) => {
    statements.push([sql, parameters]);
    return database.run(sql, parameters);
  };
  const executor = createExecutor(database.engine, database.q, run);
  const runRelaxed: Database['runRelaxed'] = (sql, parameters) => {
    statements.push([sql, parameters]);
    return database.runRelaxed(sql, parameters);
  };
  return { statements, database: { ...database, ...executor, runRelaxed } };
}

const literal = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  const text = Array.isArray(value)
    ? `{${value.map((one) => JSON.stringify(one)).join(',')}}`
    : String(value);
  return `'${text.replaceAll("'", "''")}'`;
};

/** Once for all values, as a named statement is planned in the end, and for these values. */
async function postgresPlans(
  database: Database,
  [sql, parameters]: Statement,
  modes: readonly string[],
): Promise<string[]> {
  return database.transaction(async (tx) => {
    await tx.run(`prepare searched as ${sql}`, []);
    const values = parameters.length > 0 ? `(${parameters.map(literal).join(', ')})` : '';
    const plans: string[] = [];
    for (const mode of modes) {
      await tx.run(`set local plan_cache_mode = ${mode}`, []);
      const { rows } = await tx.run<{ 'QUERY PLAN': string }>(
        `explain execute searched ${values}`,
        [],
      );
      plans.push([mode, ...rows.map((row) => row['QUERY PLAN'])].join('\n'));
    }
    await tx.run('deallocate searched', []);
    return plans;
  });
}

async function sqlitePlan(database: Database, [sql, parameters]: Statement): Promise<string> {
  const { rows } = await database.transaction((tx) =>
    tx.run<{ detail: string }>(`explain query plan ${sql}`, parameters),
  );
  return rows.map((row) => row.detail).join('\n');
}

/** How the engine goes about a statement: as text, one for each way to plan it. */
export const plansOf = async (
  database: Database,
  statement: Statement,
  modes: readonly string[] = ['force_generic_plan', 'force_custom_plan'],
): Promise<string[]> =>
  database.engine === 'postgres'
    ? postgresPlans(database, statement, modes)
    : [await sqlitePlan(database, statement)];
