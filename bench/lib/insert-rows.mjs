import Sqlite from 'better-sqlite3';
import pg from 'pg';

/** PostgreSQL's protocol counts parameters in 16 bits. */
const MAX_PARAMETERS = 30_000;

/** @typedef {Record<string, string | number | null>} Row */

/**
 * A connection of the benchmark itself, for filling and resetting the data set.
 * @typedef {object} Admin
 * @property {(table: string, rows: Row[]) => Promise<void>} insert
 * @property {(sql: string) => Promise<Record<string, unknown>[]>} run
 * @property {() => Promise<void>} analyze does what the engine does for itself in time
 * @property {() => Promise<void>} close
 */

/**
 * @param {string} table
 * @param {Row[]} rows
 * @param {(sql: string, values: (string | number | null)[]) => Promise<unknown>} execute
 */
async function insertRows(table, rows, execute) {
  const columns = Object.keys(rows[0] ?? {});
  const size = Math.floor(MAX_PARAMETERS / columns.length);
  for (let begin = 0; begin < rows.length; begin += size) {
    const batch = rows.slice(begin, begin + size);
    let parameter = 0;
    const tuples = batch.map(() => `(${columns.map(() => `$${++parameter}`).join(', ')})`);
    const values = batch.flatMap((row) => columns.map((column) => row[column] ?? null));
    await execute(
      `insert into ${table} (${columns.join(', ')}) values ${tuples.join(', ')}`,
      values,
    );
  }
}

/** @param {string} file @returns {Admin} */
export function openSqliteAdmin(file) {
  const database = new Sqlite(file);
  database.pragma('busy_timeout = 10000');
  return {
    async insert(table, rows) {
      database.exec('begin immediate');
      await insertRows(table, rows, async (sql, values) =>
        database.prepare(sql.replace(/\$\d+/g, '?')).run(values),
      );
      database.exec('commit');
    },
    async run(sql) {
      const statement = database.prepare(sql);
      if (statement.reader) return /** @type {Record<string, unknown>[]} */ (statement.all());
      statement.run();
      return [];
    },
    // Nobody analyses an embedded database, and with samples of values (STAT4) SQLite would plan
    // a statement anew for each value.
    async analyze() {},
    async close() {
      database.close();
    },
  };
}

/** @param {string} url @returns {Promise<Admin>} */
export async function openPostgresAdmin(url) {
  const client = new pg.Client({ connectionString: url, application_name: 'bench' });
  await client.connect();
  return {
    async insert(table, rows) {
      await client.query('begin');
      await insertRows(table, rows, (sql, values) => client.query(sql, values));
      await client.query('commit');
    },
    run: async (sql) => (await client.query(sql)).rows,
    async analyze() {
      await client.query('vacuum analyze');
    },
    close: () => client.end(),
  };
}
