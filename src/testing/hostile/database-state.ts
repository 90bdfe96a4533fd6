import type { Database } from '../../platform/db/executor.ts';

/** What requests that are refused may write too: when something was last seen, how often. */
const seen: Record<string, readonly string[]> = {
  sessions: ['last_accessed_at'],
  secrets: ['used_at'],
  // Wrong passwords and codes count.
  users: ['failed_attempts', 'lock_created_at', 'lock_expires_at'],
  one_time_codes: ['attempts'],
};
/** Counters, refusals, and the inside of SQLite's full-text indexes: what they index is read itself. */
const NOT_READ = /^(rate_limits|audit_log)$|_fuzzy(_|$)/;

interface Row {
  table: string;
  row: Record<string, unknown>;
}

const LIST = {
  postgres: `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  sqlite: `select name from sqlite_master where type = 'table' order by 1`,
};

async function listTables(database: Database): Promise<string[]> {
  const { rows } = await database.run<{ name: string }>(LIST[database.engine], []);
  return rows.map(({ name }) => name).filter((name) => !NOT_READ.test(name));
}

async function readAll(database: Database, tables: readonly string[]): Promise<Row[]> {
  if (database.engine === 'postgres') {
    const selects = tables.map(
      (name) => `select '${name}' as "table", to_jsonb(t) as "row" from ${name} t`,
    );
    return (await database.run<Row>(selects.join(' union all '), [])).rows;
  }
  const all: Row[] = [];
  for (const table of tables) {
    const { rows } = await database.run<Row['row']>(`select * from ${table}`, []);
    all.push(...rows.map((row) => ({ table, row })));
  }
  return all;
}

/** Differs once anything was written: most requests are refused before that. */
const STAMP = {
  postgres: 'select pg_current_wal_insert_lsn()::text as stamp',
  sqlite: 'select data_version as stamp from pragma_data_version',
};

async function readStamp(database: Database): Promise<unknown> {
  const { rows } = await database.run<{ stamp: unknown }>(STAMP[database.engine], []);
  return rows[0]?.stamp;
}

export interface State {
  /** Rows as text, in an order of their own. */
  ours: string[];
  theirs: string[];
}

/** Gives a reader of all rows there are, told apart by whether they name one of `theirIds`. */
export async function stateReader(
  database: Database,
  theirIds: ReadonlySet<string>,
): Promise<() => Promise<State>> {
  const tables = await listTables(database);
  let known: { stamp: unknown; state: State } | undefined;
  return async () => {
    const stamp = await readStamp(database);
    if (known !== undefined && known.stamp === stamp) return known.state;
    const state: State = { ours: [], theirs: [] };
    for (const { table, row } of await readAll(database, tables)) {
      for (const column of seen[table] ?? []) delete row[column];
      const owners = [row['environment_id'], row['workspace_id'], row['project_id'], row['id']];
      const theirs = owners.some((owner) => typeof owner === 'string' && theirIds.has(owner));
      state[theirs ? 'theirs' : 'ours'].push(`${table} ${JSON.stringify(row)}`);
    }
    state.ours.sort();
    state.theirs.sort();
    known = { stamp, state };
    return state;
  };
}

/** Leaves the newest events of every audit log but those of `theirIds`: they are read often. */
export async function trimLogs(
  database: Database,
  theirIds: ReadonlySet<string>,
  kept = 200,
): Promise<void> {
  const { rows } = await database.run<{ environment_id: string; id: string }>(
    'select environment_id, id from audit_log order by id desc',
    [],
  );
  const own = rows.filter((row) => !theirIds.has(row.environment_id));
  const cut = own[kept]?.id;
  if (cut === undefined) return;
  for (const scope of new Set(own.map((row) => row.environment_id))) {
    const query = database.q.deleteFrom('audit_log').where('environment_id', '=', scope);
    await database.affected(query.where('id', '<=', cut));
  }
}

/** Every audit log but those of `theirIds`, as text. */
export async function readLogs(database: Database, theirIds: ReadonlySet<string>): Promise<string> {
  const { rows } = await database.run<{ environment_id: string }>('select * from audit_log', []);
  return JSON.stringify(rows.filter((row) => !theirIds.has(row.environment_id)));
}
