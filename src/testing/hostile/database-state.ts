import type { Database } from '../../platform/db/executor.ts';
import type { Schema } from '../../platform/db/schema.ts';

/** Every table; the compiler complains where a new one is missing. */
const tables: Record<keyof Schema, true> = {
  workspaces: true,
  workspace_keys: true,
  projects: true,
  environments: true,
  secrets: true,
  public_tokens: true,
  redirect_urls: true,
  signing_keys: true,
  users: true,
  factors: true,
  sessions: true,
  magic_links: true,
  messages: true,
  periodic_tasks: true,
};

/** Requests that are refused may write when something was last seen, and nothing else. */
const seen: Partial<Record<keyof Schema, string>> = {
  sessions: 'last_accessed_at',
  secrets: 'used_at',
};

interface Row {
  table: keyof Schema;
  row: Record<string, unknown>;
}

async function readAll(database: Database): Promise<Row[]> {
  const names = Object.keys(tables) as (keyof Schema)[];
  if (database.engine === 'postgres') {
    const selects = names.map((name) => `select '${name}' as "table", to_jsonb(t) as "row" from ${name} t`);
    return (await database.run<Row>(selects.join(' union all '), [])).rows;
  }
  const all: Row[] = [];
  for (const table of names) {
    const { rows } = await database.run<Row['row']>(`select * from ${table}`, []);
    all.push(...rows.map((row) => ({ table, row })));
  }
  return all;
}

export interface State {
  /** Rows as text, in an order of their own. */
  ours: string[];
  theirs: string[];
}

/** All rows there are, told apart by whether they name one of `theirIds` (uuids). */
export async function readState(
  database: Database,
  theirIds: ReadonlySet<string>,
): Promise<State> {
  const state: State = { ours: [], theirs: [] };
  for (const { table, row } of await readAll(database)) {
    delete row[seen[table] ?? ''];
    const owners = [row['environment_id'], row['workspace_id'], row['project_id'], row['id']];
    const theirs = owners.some((owner) => typeof owner === 'string' && theirIds.has(owner));
    state[theirs ? 'theirs' : 'ours'].push(`${table} ${JSON.stringify(row)}`);
  }
  state.ours.sort();
  state.theirs.sort();
  return state;
}
