import { apiError } from '../catalogue.ts';

const ZERO_WIDTH_SPACE = '\u200b';

/**
 * What text a NEW password may be: any Unicode as it was typed, of any length that fits into a
 * request. It is not normalised (NFC, NFKC): hashes that come from or go to other systems were made
 * of the text as typed, so look-alikes are different passwords. A lone surrogate has no UTF-8 form
 * and would make different texts the same password; a zero-width space cannot be seen or typed
 * (errors-and-conventions 3.2).
 */
export function checkPasswordText(password: string): void {
  if (!password.isWellFormed()) {
    throw apiError('bad_request', { message: 'The password is not valid Unicode text.' });
  }
  if (password.includes(ZERO_WIDTH_SPACE)) throw apiError('forbidden_character_zero_width_space');
}
