import { describe, expect, test } from 'vitest';
import type { Database } from './executor.ts';
import { waitForDatabase } from './wait-for-database.ts';

const url = 'postgres://user:hunter2@db.example.com/selvage';

/** A database whose pings fail with these codes, one after the other, and then succeed. */
function database(codes: string[], version = 150_004): Database {
  return {
    engine: 'postgres',
    async ping() {
      const code = codes.shift();
      if (code !== undefined) throw Object.assign(new Error(''), { code });
    },
    run: async () => ({ rows: [{ version }], affected: 1 }),
  } as unknown as Database;
}

const wait = (one: Database, patienceMs = 60_000) => {
  let waits = 0;
  const onWait = () => {
    waits += 1;
  };
  return waitForDatabase(one, { url, patienceMs, onWait }).then(() => waits);
};

test('a database that does not take connections yet is asked again, and it is said once', async () => {
  expect(await wait(database(['ECONNREFUSED', '57P03', '57P03']))).toBe(1);
  expect(await wait(database([]))).toBe(0);
});

test('patience has an end', async () => {
  const refusals = ['ECONNREFUSED'];
  await expect(wait(database(refusals), 0)).rejects.toMatchObject({
    expected: true,
    message: 'PostgreSQL at db.example.com:5432/selvage cannot be reached: ECONNREFUSED.',
  });
});

describe('what waiting does not mend is told at once, without the password', () => {
  test.each([
    ['28P01', 'refuses the user or the password'],
    ['3D000', 'does not exist'],
  ])('%s', async (code, words) => {
    const failure = await wait(database([code])).catch((error: Error) => error.message);
    expect(failure).toContain(words);
    expect(failure).not.toContain('hunter2');
  });
});

test('a PostgreSQL older than 15 is refused', async () => {
  await expect(wait(database([], 140_011))).rejects.toMatchObject({
    expected: true,
    message:
      'PostgreSQL at db.example.com:5432/selvage is version 14; Selvage needs PostgreSQL 15 or newer.',
  });
});
