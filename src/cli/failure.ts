import { ConfigError } from '../config/load-config.ts';
import { isExpected } from '../platform/errors/expected-error.ts';

interface SystemError {
  code?: string;
  severity?: string;
  message: string;
}

/**
 * What the operator reads when a command fails: a sentence for what they can mend, the stack for
 * what only a developer can.
 */
export function failureText(error: unknown): string {
  if (error instanceof ConfigError || isExpected(error)) return error.message;
  const { code, severity, message } = error as SystemError;
  // Insufficient privilege, of a user that may not create tables or the extension pg_trgm.
  if (severity !== undefined && code === '42501') return `PostgreSQL refuses: ${message}.`;
  if (code === 'ENOSPC' || code === 'SQLITE_FULL') return 'The disk of the data folder is full.';
  return error instanceof Error ? (error.stack ?? message) : String(error);
}
