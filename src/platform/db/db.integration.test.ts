import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../testing/test-database.ts';
import { isUnavailable, isUniqueViolation } from './errors.ts';
import type { Database, Executor } from './executor.ts';
import { decodeJson, encodeJson } from './json.ts';
import { openPostgres } from './postgres.ts';
import type { PublicTokenTable, WorkspaceTable } from './schema.ts';

const postgres = process.env['SELVAGE_TEST_DATABASE'] === 'postgres';

let world: TestDatabase;
let db: Database;
beforeAll(async () => {
  world = await createTestDatabase();
  db = world.database;
});
afterAll(() => world.close());

let numbers = 0;
const newId = (): string => {
  numbers += 1;
  return `00000000-0000-4000-8000-${String(numbers).padStart(12, '0')}`;
};

const workspace = (changes: Partial<WorkspaceTable> = {}): WorkspaceTable => ({
  id: newId(),
  name: 'name',
  created_at: 0,
  ...changes,
});

const insert = (executor: Executor, row: WorkspaceTable): Promise<number> =>
  executor.affected(executor.q.insertInto('workspaces').values(row));

const find = (executor: Executor, id: string): Promise<WorkspaceTable | undefined> =>
  executor.first(executor.q.selectFrom('workspaces').selectAll().where('id', '=', id));

const rename = (executor: Executor, id: string, name: string): Promise<number> =>
  executor.affected(executor.q.updateTable('workspaces').set({ name }).where('id', '=', id));

async function caught(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('It did not fail.');
}

/** A promise and what resolves it. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open: () => open(), opened };
}

describe('writes that go together', () => {
  test('are there as a whole, and what the work answers is answered', async () => {
    const [one, two] = [workspace(), workspace()];
    const answer = await db.writeTogether(async (tx) => {
      await insert(tx, one);
      await insert(tx, two);
      return 'done';
    });
    expect(answer).toBe('done');
    expect([await find(db, one.id), await find(db, two.id)]).toEqual([one, two]);
  });

  test('leave nothing behind where one of them is refused, whichever it is', async () => {
    const taken = workspace();
    await insert(db, taken);
    for (const order of [0, 1]) {
      const row = workspace();
      const rows = order === 0 ? [row, taken] : [taken, row];
      const error = await caught(
        db.writeTogether(async (tx) => {
          for (const each of rows) await insert(tx, each);
        }),
      );
      expect(isUniqueViolation(error)).toBe(true);
      expect(await find(db, row.id)).toBeUndefined();
    }
  });

  test('leave nothing behind where the work throws', async () => {
    const row = workspace();
    const work = async (tx: Executor) => {
      await insert(tx, row);
      throw new Error('no');
    };
    expect(await caught(db.writeTogether(work))).toMatchObject({ message: 'no' });
    expect(await find(db, row.id)).toBeUndefined();
  });

  test('read committed rows', async () => {
    const row = workspace();
    await insert(db, row);
    expect(await db.writeTogether((tx) => find(tx, row.id))).toEqual(row);
  });

  // On SQLite they are an ordinary transaction.
  if (postgres)
    test('may not lock rows or return any', async () => {
      const { id } = workspace();
      const refused = { message: 'not in writeTogether' };
      const locking = (tx: Executor) =>
        tx.all(tx.q.selectFrom('workspaces').select('id').where('id', '=', id).forUpdate());
      expect(await caught(db.writeTogether(locking))).toMatchObject(refused);
      const returning = (tx: Executor) =>
        tx.all(tx.q.deleteFrom('workspaces').where('id', '=', id).returning('id'));
      expect(await caught(db.writeTogether(returning))).toMatchObject(refused);
    });
});

describe('a transaction', () => {
  test('is there as a whole once its work is done', async () => {
    const [one, two] = [workspace(), workspace()];
    const answer = await db.transaction(async (tx) => {
      await insert(tx, one);
      await insert(tx, two);
      return 'done';
    });
    expect(answer).toBe('done');
    expect(await find(db, one.id)).toEqual(one);
    expect(await find(db, two.id)).toEqual(two);
  });

  test('leaves nothing behind when its work throws, and passes the error on', async () => {
    const row = workspace();
    const failure = new Error('no');
    const error = await caught(
      db.transaction(async (tx) => {
        await insert(tx, row);
        throw failure;
      }),
    );
    expect(error).toBe(failure);
    expect(await find(db, row.id)).toBeUndefined();
    expect(await insert(db, row)).toBe(1);
  });

  test('leaves nothing behind when a statement of it is refused', async () => {
    const [row, taken] = [workspace(), workspace()];
    await insert(db, taken);
    const error = await caught(
      db.transaction(async (tx) => {
        await insert(tx, row);
        await insert(tx, taken);
      }),
    );
    expect(isUniqueViolation(error)).toBe(true);
    expect(await find(db, row.id)).toBeUndefined();
  });

  test('sees its own writes, which nobody else sees before it ends', async () => {
    const row = workspace();
    const other = world.open();
    await db.transaction(async (tx) => {
      await insert(tx, row);
      expect(await find(tx, row.id)).toEqual(row);
      expect(await find(db, row.id)).toBeUndefined();
      expect(await find(other, row.id)).toBeUndefined();
    });
    expect(await find(db, row.id)).toEqual(row);
    expect(await find(other, row.id)).toEqual(row);
  });

  test('that fails does not take the writes of others with it', async () => {
    const [mine, theirs] = [workspace(), workspace()];
    const [started, finish] = [gate(), gate()];
    const failing = db.transaction(async (tx) => {
      await insert(tx, mine);
      started.open();
      await finish.opened;
      throw new Error('no');
    });
    await started.opened;
    const writing = insert(db, theirs);
    finish.open();
    await caught(failing);
    await writing;
    expect(await find(db, mine.id)).toBeUndefined();
    expect(await find(db, theirs.id)).toEqual(theirs);
  });

  test('reads and writes one row after another transaction did, never in between', async () => {
    const { id } = workspace();
    await insert(db, workspace({ id, name: '0' }));
    // SQLite serves one process, and a second connection in it could only block the first.
    const other = postgres ? world.open() : db;
    // The update takes the row's lock before the state is read.
    const add = (database: Database) =>
      database.transaction(async (tx) => {
        await tx.affected(
          tx.q.updateTable('workspaces').set({ created_at: 1 }).where('id', '=', id),
        );
        const name = String(Number((await find(tx, id))?.name) + 1);
        await rename(tx, id, name);
        return name;
      });
    const names = await Promise.all(
      Array.from({ length: 20 }, (_, index) => add(index % 2 === 0 ? db : other)),
    );
    expect(names.map(Number).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: 20 }, (_, index) => index + 1),
    );
    expect((await find(db, id))?.name).toBe('20');
  });

  test('after many failures the database still serves', async () => {
    for (let round = 0; round < 20; round += 1) {
      await caught(
        db.transaction(async () => {
          throw new Error('no');
        }),
      );
    }
    expect(await db.transaction(async (tx) => insert(tx, workspace()))).toBe(1);
  });
});

describe('two transactions that wait for each other', () => {
  test('both succeed: one of them runs again', async () => {
    const [one, two] = [workspace(), workspace()];
    await insert(db, one);
    await insert(db, two);
    let runs = 0;
    const [first, second] = [gate(), gate()];
    const change = (rows: WorkspaceTable[], mine: () => void, theirs: Promise<void>) =>
      db.transaction(async (tx) => {
        runs += 1;
        await rename(tx, rows[0]?.id ?? '', 'first');
        mine();
        // SQLite has one writer: the other transaction cannot get so far before this one ends.
        if (postgres) await theirs;
        await rename(tx, rows[1]?.id ?? '', 'second');
      });
    await Promise.all([
      change([one, two], first.open, second.opened),
      change([two, one], second.open, first.opened),
    ]);
    if (postgres) expect(runs).toBeGreaterThan(2);
    else expect(runs).toBe(2);
    const names = [(await find(db, one.id))?.name, (await find(db, two.id))?.name];
    expect(names.toSorted()).toEqual(['first', 'second']);
  });

  test('are not run again for any other error', async () => {
    let runs = 0;
    await caught(
      db.transaction(async (tx) => {
        runs += 1;
        const row = workspace();
        await insert(tx, row);
        await insert(tx, row);
      }),
    );
    expect(runs).toBe(1);
  });
});

describe('values', () => {
  test.each([0, 1, 1_735_732_800_000, Date.UTC(9999, 11, 31), Number.MAX_SAFE_INTEGER, -1])(
    'that are instants come back as the same number: %d',
    async (created_at) => {
      const row = workspace({ created_at });
      await insert(db, row);
      expect(await find(db, row.id)).toEqual(row);
    },
  );

  test.each([
    '',
    ' ',
    'grüße',
    '😀',
    "it's",
    '"',
    '\\',
    '%_',
    '$1',
    '?',
    '\n\t',
    '-- x',
    'x'.repeat(10_000),
  ])('that are texts come back byte for byte: %.20s', async (name) => {
    const row = workspace({ name });
    await insert(db, row);
    expect((await find(db, row.id))?.name).toBe(name);
  });

  test.each([{}, [], { a: null }, { b: 1, a: [1.5, 'ü', { c: true }] }, { n: 1e21 }, 'text', null])(
    'that are JSON come back as they were, members in their order: %j',
    async (value) => {
      const row = workspace({ name: encodeJson(value) });
      await insert(db, row);
      const stored = (await find(db, row.id))?.name ?? '';
      expect(stored).toBe(JSON.stringify(value));
      expect(decodeJson(stored)).toEqual(value);
    },
  );

  test('that are counts are numbers', async () => {
    const { q } = db;
    const row = await db.first(
      q.selectFrom('workspaces').select((eb) => eb.fn.countAll<number>().as('count')),
    );
    expect(row?.count).toBeTypeOf('number');
  });

  test('that are flags, null or absent come back as 0, 1 and null', async () => {
    const environment_id = newId();
    const user = { environment_id, id: newId() };
    await db.affected(
      db.q.insertInto('users').values({
        ...user,
        status: 'active',
        first_name: '',
        middle_name: '',
        last_name: '',
        name_search: '',
        external_id: null,
        trusted_metadata: '{}',
        untrusted_metadata: '{}',
        roles: '[]',
        attributes: '{}',
        created_at: 0,
        lock_created_at: null,
        lock_expires_at: null,
      }),
    );
    for (const verified of [0, 1] as const) {
      const factor = {
        environment_id,
        id: newId(),
        user_id: user.id,
        kind: 'email' as const,
        identifier: `${verified}@example.com`,
        realm: '',
        verified,
        data: '{}',
        created_at: 0,
        expires_at: null,
      };
      await db.affected(db.q.insertInto('factors').values(factor));
      const read = db.q.selectFrom('factors').selectAll().where('id', '=', factor.id);
      expect(await db.first(read)).toMatchObject(factor);
    }
  });
});

describe('what a statement reports', () => {
  test('is how many rows it changed', async () => {
    const rows = [workspace({ name: 'many' }), workspace({ name: 'many' })];
    expect(await db.affected(db.q.insertInto('workspaces').values(rows))).toBe(2);
    const ids = rows.map((row) => row.id);
    const update = db.q.updateTable('workspaces').set({ name: 'more' }).where('id', 'in', ids);
    expect(await db.affected(update)).toBe(2);
    expect(await rename(db, newId(), 'nobody')).toBe(0);
    expect(await db.affected(db.q.deleteFrom('workspaces').where('id', 'in', ids))).toBe(2);
  });

  test('is the rows that RETURNING names, also of an insert that met a conflict', async () => {
    const row = workspace();
    const query = db.q
      .insertInto('workspaces')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id');
    expect(await db.all(query)).toEqual([{ id: row.id }]);
    expect(await db.all(query)).toEqual([]);
    expect(await db.first(query)).toBeUndefined();
  });
});

describe('a refusal', () => {
  const token = (environment_id: string): PublicTokenTable => ({
    environment_id,
    id: newId(),
    created_at: 0,
  });

  test('of a primary key or a unique value that exists is told apart', async () => {
    const row = workspace();
    await insert(db, row);
    expect(isUniqueViolation(await caught(insert(db, row)))).toBe(true);
    const project = {
      workspace_id: row.id,
      name: '',
      vertical: 'CONSUMER' as const,
      created_at: 0,
    };
    const add = () =>
      db.affected(db.q.insertInto('projects').values({ ...project, id: newId(), slug: 'same' }));
    await add();
    expect(isUniqueViolation(await caught(add()))).toBe(true);
  });

  test('of a row that points nowhere is another one, and nothing is unavailable', async () => {
    const orphan = db.affected(db.q.insertInto('public_tokens').values(token(newId())));
    const error = await caught(orphan);
    expect(isUniqueViolation(error)).toBe(false);
    expect(isUnavailable(error)).toBe(false);
  });

  test('of SQL that is wrong is neither', async () => {
    const error = await caught(db.run('select nothing from nowhere', []));
    expect(isUniqueViolation(error)).toBe(false);
    expect(isUnavailable(error)).toBe(false);
    await db.ping();
  });
});

test('a commit is on the disk before it is acknowledged', async () => {
  if (postgres) {
    const { rows } = await db.run('show synchronous_commit', []);
    expect(rows).toEqual([{ synchronous_commit: 'on' }]);
  } else {
    expect((await db.run('pragma synchronous', [])).rows).toEqual([{ synchronous: 2 }]);
    expect((await db.run('pragma journal_mode', [])).rows).toEqual([{ journal_mode: 'wal' }]);
  }
});

test('a relaxed write is a write', async () => {
  const row = workspace();
  await insert(db, row);
  const placeholder = postgres ? '$1' : '?';
  await db.runRelaxed(`update workspaces set name = 'relaxed' where id = ${placeholder}`, [row.id]);
  expect((await find(db, row.id))?.name).toBe('relaxed');
});

// SQLite has neither conflicts between transactions nor connections to lose.
if (postgres) {
  describe('transactions that conflict again and again', () => {
    test('are not run for ever', async () => {
      let runs = 0;
      const conflict = Object.assign(new Error('could not serialize'), { code: '40001' });
      const error = await caught(
        db.transaction(async () => {
          runs += 1;
          throw conflict;
        }),
      );
      expect(error).toBe(conflict);
      expect(runs).toBe(5);
    });
  });

  describe('a PostgreSQL server that goes away', () => {
    const kill = async (application: string) => {
      const sql =
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = $1 and pid <> pg_backend_pid()';
      const admin = openPostgres({
        url: world.url ?? '',
        poolSize: 1,
        onIdleError: () => undefined,
      });
      // The administrator's own pool has the same name: it spares only the connection it runs on.
      await admin.run(sql, [application]);
      await admin.close();
    };

    test('is unavailable where nothing listens', async () => {
      const server = createServer();
      await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
      const { port } = server.address() as { port: number };
      await new Promise((done) => server.close(done));
      const url = `postgres://nobody@127.0.0.1:${port}/none`;
      const away = openPostgres({ url, poolSize: 1, onIdleError: () => undefined });
      expect(isUnavailable(await caught(away.ping()))).toBe(true);
      expect(isUnavailable(await caught(away.transaction(async () => 1)))).toBe(true);
      await away.close();
    });

    test('ends idle connections, which the next statement replaces', async () => {
      const reported: Error[] = [];
      const node = openPostgres({
        url: world.url ?? '',
        poolSize: 2,
        onIdleError: (error) => reported.push(error),
      });
      await node.ping();
      await kill('selvage');
      await expect.poll(() => reported.length).toBeGreaterThan(0);
      await node.ping();
      await node.close();
    });

    test('in the middle of a statement makes that one unavailable', async () => {
      const node = world.open();
      const slow = caught(node.run('select pg_sleep(60)', []));
      const running =
        "select 1 from pg_stat_activity where query = 'select pg_sleep(60)' and state = 'active'";
      await expect.poll(async () => (await db.run(running, [])).rows.length).toBe(1);
      await kill('selvage');
      expect(isUnavailable(await slow)).toBe(true);
      await node.ping();
    });

    test('between two statements of a transaction fails it and nothing else', async () => {
      const node = world.open();
      const row = workspace();
      const error = await caught(
        node.transaction(async (tx) => {
          await insert(tx, row);
          await kill('selvage');
          // Time for the news to arrive while no statement is waiting for an answer.
          await new Promise((done) => setTimeout(done, 100));
          await rename(tx, row.id, 'late');
        }),
      );
      expect(isUnavailable(error)).toBe(true);
      expect(await find(node, row.id)).toBeUndefined();
      expect(await insert(node, row)).toBe(1);
    });
  });
}
