import { sql } from 'kysely';
import type { Database } from './executor.ts';
import { batchSize } from './in-batches.ts';
import type { Schema } from './schema.ts';

/**
 * Deletes rows of an environment until a batch of them is left at most, each batch in a
 * transaction of its own: what comes behind may delete the rest, in small environments all, with
 * other things in one. A million users in one transaction would hold up SQLite's event loop for
 * minutes, and on PostgreSQL whoever meets them. Names come from code, never from input.
 */
export async function deleteSurplus<T extends keyof Schema & string>(
  database: Database,
  table: T,
  key: keyof Schema[T] & string,
  environment: string,
): Promise<void> {
  const size = sql.lit(batchSize(database.engine));
  const [from, id] = [sql.table(table), sql.ref(key)];
  const rows = sql`${from} where environment_id = ${environment} order by ${id}`;
  const beyond = sql`select 1 from ${rows} limit 1 offset ${size}`.compile(database.q);
  const batch = sql`delete from ${from} where environment_id = ${environment}
    and ${id} in (select ${id} from ${rows} limit ${size})`.compile(database.q);
  for (;;) {
    const { rows: more } = await database.run(beyond.sql, beyond.parameters);
    if (more.length === 0) return;
    // It cascades and may meet others who hold some of the rows: a deadlock is tried again.
    await database.transaction((tx) => tx.run(batch.sql, batch.parameters));
  }
}
