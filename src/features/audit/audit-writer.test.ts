import { expect, test } from 'vitest';
import type { Database } from '../../platform/db/executor.ts';
import type { RecordedEvent } from './audit-event.ts';
import { createAuditWriter } from './audit-writer.ts';

const event = (id: string): RecordedEvent => ({
  id,
  createdAt: 0,
  scope: 's',
  action: 'a',
  result: 'success',
  statusCode: 200,
  reason: '',
  actor: '',
  userId: undefined,
  sessionId: undefined,
  ipAddress: '',
  userAgent: '',
  requestId: '',
  details: {},
});

/** A database that notes the ids of each insert, and fails as long as `refuse` says so. */
function fakeDatabase(refuse: (ids: string[]) => unknown = () => undefined) {
  const inserts: string[][] = [];
  const database = {
    engine: 'sqlite',
    async run(_sql: string, [rows]: [string]) {
      const ids = (JSON.parse(rows) as unknown[][]).map((row) => String(row[1]));
      const error = refuse(ids);
      if (error) throw error;
      inserts.push(ids);
      return { rows: [], affected: ids.length };
    },
  } as unknown as Database;
  return { database, inserts };
}

const unavailable = () => Object.assign(new Error('connection lost'), { code: 'ECONNREFUSED' });

test('events of one turn go into one insert, and each caller learns of its own', async () => {
  const { database, inserts } = fakeDatabase();
  const writer = createAuditWriter({ database, onLost: () => {} });
  await Promise.all(['1', '2', '3'].map((id) => writer.write(event(id))));
  expect(inserts).toEqual([['1', '2', '3']]);
});

test('an event that the database refuses does not take the others with it', async () => {
  const bad = new Error('constraint');
  const { database, inserts } = fakeDatabase((ids) => (ids.includes('bad') ? bad : undefined));
  const writer = createAuditWriter({ database, onLost: () => {} });
  const settled = await Promise.allSettled(['1', 'bad', '2'].map((id) => writer.write(event(id))));
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(inserts).toEqual([['1'], ['2']]);
});

test('what nobody waits for outlives a database that is away', async () => {
  let away = true;
  const { database, inserts } = fakeDatabase(() => (away ? unavailable() : undefined));
  const writer = createAuditWriter({ database, onLost: () => {} });
  expect(writer.writeBehind(event('1'))).toBe(true);
  await writer.flush();
  await expect(writer.write(event('2'))).rejects.toThrow('connection lost');
  expect(writer.waiting()).toBe(1);
  away = false;
  await writer.flush();
  expect(inserts).toEqual([['1']]);
  expect(writer.waiting()).toBe(0);
});

test('no more waits than there is room for', async () => {
  const { database } = fakeDatabase(unavailable);
  const writer = createAuditWriter({ database, onLost: () => {}, maxBehind: 2 });
  expect(['1', '2', '3'].map((id) => writer.writeBehind(event(id)))).toEqual([true, true, false]);
});
