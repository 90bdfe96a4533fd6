/** Names what a database refused, the same on both engines. */
interface DatabaseError {
  code?: string;
}

const code = (error: unknown): string => (error as DatabaseError | null)?.code ?? '';

const UNIQUE = new Set(['23505', 'SQLITE_CONSTRAINT_UNIQUE', 'SQLITE_CONSTRAINT_PRIMARYKEY']);

export const isUniqueViolation = (error: unknown): boolean => UNIQUE.has(code(error));

const FOREIGN_KEY = new Set(['23503', 'SQLITE_CONSTRAINT_FOREIGNKEY']);

/** An insert that looks its owner up by itself found none. */
function lacksOwner(error: unknown): boolean {
  switch (code(error)) {
    case '23502':
      return (error as { column?: string }).column === 'user_id';
    case 'SQLITE_CONSTRAINT_NOTNULL':
      return (error as Error).message.endsWith('.user_id');
    default:
      return false;
  }
}

/** True where the row that a new one belongs to is not there (any more). */
export const isForeignKeyViolation = (error: unknown): boolean =>
  FOREIGN_KEY.has(code(error)) || lacksOwner(error);

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'SQLITE_BUSY',
]);
/** PostgreSQL classes: connection exception, insufficient resources, operator intervention. */
const UNREACHABLE_CLASS = /^(08|53|57)/;
const UNREACHABLE_MESSAGE =
  /Connection terminated|connection timeout|connection error|timeout exceeded when trying to connect/i;

/** True where the database could not be asked: the request may be tried again. */
export function isUnavailable(error: unknown): boolean {
  const name = code(error);
  if (UNREACHABLE.has(name)) return true;
  if (name.length === 5 && UNREACHABLE_CLASS.test(name)) return true;
  return error instanceof Error && UNREACHABLE_MESSAGE.test(error.message);
}
