import type { Database } from '../../platform/db/executor.ts';

/** Writes `last_accessed_at` behind the answers: at most this late, in one statement. */
const DELAY_MS = 500;

const postgresSql = `update sessions as s set last_accessed_at = v.at
  from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as v (environment_id, id, at)
  where s.environment_id = v.environment_id and s.id = v.id and s.last_accessed_at < v.at`;

const sqliteSql = `update sessions set last_accessed_at = v.at
  from (select value ->> 0 as environment_id, value ->> 1 as id, value ->> 2 as at
        from json_each(?)) as v
  where sessions.environment_id = v.environment_id and sessions.id = v.id
    and sessions.last_accessed_at < v.at`;

export interface SessionTouch {
  touch(environmentId: string, sessionId: string, at: number): void;
  /** Writes what is waiting; to be awaited at shutdown. */
  flush(): Promise<void>;
}

export function createSessionTouch(
  database: Database,
  onError: (error: unknown) => void,
): SessionTouch {
  let waiting = new Map<string, [string, string, number]>();
  let timer: NodeJS.Timeout | undefined;

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = [...waiting.values()];
    waiting = new Map();
    if (batch.length === 0) return;
    try {
      if (database.engine === 'postgres') {
        const columns = [0, 1, 2].map((index) => batch.map((entry) => entry[index]));
        await database.runRelaxed(postgresSql, columns);
      } else {
        await database.runRelaxed(sqliteSql, [JSON.stringify(batch)]);
      }
    } catch (error) {
      // Not an acknowledged fact: the next use of the session writes a newer time.
      onError(error);
    }
  }

  return {
    touch(environmentId, sessionId, at) {
      waiting.set(`${environmentId}/${sessionId}`, [environmentId, sessionId, at]);
      timer ??= setTimeout(() => void flush(), DELAY_MS).unref();
    },
    flush,
  };
}
