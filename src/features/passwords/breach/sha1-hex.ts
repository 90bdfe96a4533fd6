import { createHash } from 'node:crypto';

/** The form in which lists of breached passwords name them: SHA-1 of the UTF-8, upper-case hex. */
export const sha1Hex = (password: string): string =>
  createHash('sha1').update(password).digest('hex').toUpperCase();
