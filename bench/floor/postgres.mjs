import pg from 'pg';
import { queries } from './queries.mjs';

const INT8 = 20;

/**
 * As many connections as our server has, and named statements too.
 * @param {string} url
 * @returns {import('./queries.mjs').FloorDatabase}
 */
export function openPostgres(url) {
  pg.types.setTypeParser(INT8, Number);
  const pool = new pg.Pool({ connectionString: url, max: 4, application_name: 'floor' });

  /**
   * @param {pg.Pool | pg.PoolClient} target
   * @param {import('./queries.mjs').QueryName} name
   * @param {unknown[]} values
   */
  const run = async (target, name, values) =>
    (await target.query({ name, text: queries[name], values })).rows;

  return {
    read: (name, values) => run(pool, name, values),
    write: (name, values) => run(pool, name, values),
    async transaction(work) {
      const client = await pool.connect();
      try {
        await run(client, 'begin', []);
        const result = await work((name, values) => run(client, name, values));
        await run(client, 'commit', []);
        return result;
      } finally {
        client.release();
      }
    },
  };
}
