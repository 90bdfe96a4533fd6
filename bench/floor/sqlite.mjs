import Sqlite from 'better-sqlite3';
import { queries } from './queries.mjs';

/**
 * A reader and a writer with our server's pragmas. Statements are prepared once.
 * @param {string} file
 * @returns {import('./queries.mjs').FloorDatabase}
 */
export function openSqlite(file) {
  const writer = new Sqlite(file);
  writer.pragma('journal_mode = WAL');
  writer.pragma('busy_timeout = 5000');
  writer.pragma('synchronous = FULL');
  writer.pragma('foreign_keys = ON');
  const reader = new Sqlite(file, { readonly: true });

  /** @param {Sqlite.Database} connection */
  const runner = (connection) => {
    /** @typedef {{ statement: Sqlite.Statement; columns: string[]; order: number[] | undefined }} Ready */
    /** @type {Map<string, Ready>} */
    const prepared = new Map();

    /** @param {import('./queries.mjs').QueryName} name */
    const prepare = (name) => {
      const text = queries[name];
      const order = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number) - 1);
      const inOrder = order.every((parameter, index) => parameter === index);
      const statement = connection.prepare(text.replace(/\$\d+/g, '?'));
      // Rows as arrays, made to objects below, take a fifth less than the driver's own objects.
      const columns = statement.reader
        ? statement
            .raw(true)
            .columns()
            .map(({ name }) => name)
        : [];
      const ready = { statement, columns, order: inOrder ? undefined : order };
      prepared.set(name, ready);
      return ready;
    };

    /** @param {import('./queries.mjs').QueryName} name @param {unknown[]} values */
    return async (name, values) => {
      const { statement, columns, order } = prepared.get(name) ?? prepare(name);
      const bound = order ? order.map((parameter) => values[parameter]) : values;
      if (statement.reader) {
        return statement.all(bound).map((values) => {
          /** @type {import('./queries.mjs').Row} */
          const row = {};
          for (const [index, column] of columns.entries()) {
            row[column] = /** @type {unknown[]} */ (values)[index];
          }
          return row;
        });
      }
      statement.run(bound);
      return [];
    };
  };

  const read = runner(reader);
  const write = runner(writer);
  /** @type {Promise<unknown>} */
  let last = Promise.resolve();
  return {
    read,
    write(name, values) {
      const turn = last.then(() => write(name, values));
      last = turn;
      return turn;
    },
    transaction(work) {
      const turn = last.then(async () => {
        await write('begin', []);
        const result = await work(write);
        await write('commit', []);
        return result;
      });
      last = turn;
      return turn;
    },
  };
}
