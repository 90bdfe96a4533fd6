import { describe, expect, test } from 'vitest';
import { isForeignKeyViolation, isUnavailable, isUniqueViolation } from './errors.ts';

const withCode = (code: string): Error => Object.assign(new Error('x'), { code });

describe('what a database refused', () => {
  test.each(['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY'])(
    '%s is a value that exists already',
    (code) => {
      expect(isUniqueViolation(withCode(code))).toBe(true);
      expect(isUnavailable(withCode(code))).toBe(false);
    },
  );

  test.each(['23503', 'SQLITE_CONSTRAINT_FOREIGNKEY'])('%s is a row without its owner', (code) => {
    expect(isForeignKeyViolation(withCode(code))).toBe(true);
    expect(isForeignKeyViolation(withCode('23505'))).toBe(false);
  });

  test('so is one whose owner its insert looked up in vain, but no other without a value', () => {
    const without = (properties: object) => Object.assign(withCode('23502'), properties);
    expect(isForeignKeyViolation(without({ column: 'user_id' }))).toBe(true);
    expect(isForeignKeyViolation(without({ column: 'name' }))).toBe(false);
    const failed = (column: string) => ({
      code: 'SQLITE_CONSTRAINT_NOTNULL',
      message: `NOT NULL constraint failed: one_time_codes.${column}`,
    });
    expect(isForeignKeyViolation(failed('user_id'))).toBe(true);
    expect(isForeignKeyViolation(failed('channel'))).toBe(false);
  });

  test.each(['ECONNREFUSED', 'ECONNRESET', 'SQLITE_BUSY', '08006', '53300', '57P01', '57P03'])(
    '%s is a database that could not be asked',
    (code) => {
      expect(isUnavailable(withCode(code))).toBe(true);
      expect(isUniqueViolation(withCode(code))).toBe(false);
    },
  );

  test.each([
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'Client has encountered a connection error and is not queryable',
  ])('"%s" of the driver, which has no code, is the same', (message) => {
    expect(isUnavailable(new Error(message))).toBe(true);
  });

  test.each([
    '23503',
    '23502',
    '42P01',
    '40001',
    '40P01',
    'SQLITE_CONSTRAINT_FOREIGNKEY',
    'SQLITE_ERROR',
  ])('%s is neither', (code) => {
    expect(isUniqueViolation(withCode(code))).toBe(false);
    expect(isUnavailable(withCode(code))).toBe(false);
  });

  test.each([undefined, null, 'text', 1, {}, new Error('08006')])(
    'what is no database error is neither: %s',
    (error) => {
      expect(isUniqueViolation(error)).toBe(false);
      expect(isForeignKeyViolation(error)).toBe(false);
      expect(isUnavailable(error)).toBe(false);
    },
  );
});
