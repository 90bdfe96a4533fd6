import { type EmailIdentity, readEmail, readPhoneNumber } from './identifiers.ts';

/** Where a message can be sent to, and what its owner is found by. */
export type Contact =
  | { kind: 'email'; identifier: string; email: EmailIdentity }
  | { kind: 'phone_number'; identifier: string };

/** Throws `invalid_email`. */
export function emailContact(text: string): Contact & { kind: 'email' } {
  const email = readEmail(text);
  return { kind: 'email', identifier: email.identifier, email };
}

/** Throws `invalid_phone_number` or `invalid_phone_number_country_code`. */
export const phoneContact = (text: string): Contact & { kind: 'phone_number' } => ({
  kind: 'phone_number',
  identifier: readPhoneNumber(text),
});
