import { apiError } from '../catalogue.ts';

/** Ids are chosen by the caller of the management API. */
const TEMPLATE_ID = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Checks a `*_template_id` argument. Templates of one's own come with the management API for
 * them; until then there is none to be found, and the stock mail is sent where none is named.
 */
export function assertTemplate(id: string | undefined): void {
  if (id === undefined || id === '') return;
  throw apiError(TEMPLATE_ID.test(id) ? 'email_template_not_found' : 'invalid_template_id');
}
