import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import type { OneTimeCodeTable } from '../../platform/db/schema.ts';
import { apiError } from '../catalogue.ts';
import type { LimitName } from '../limits/limits.ts';
import type { Environment } from '../projects/environment.ts';
import type { Contact } from '../users/contact.ts';

export type Channel = OneTimeCodeTable['channel'];

/** ISO 3166-1 alpha-2 of a number; empty where the plan does not tell, as for +800. */
const countryOf = (phoneNumber: string): string =>
  parsePhoneNumberFromString(phoneNumber)?.country ?? '';

/** Calling codes shared by several countries do not always name one; then the first is meant. */
function countryFor(phoneNumber: string): string {
  const country = countryOf(phoneNumber);
  return country === '' && phoneNumber.startsWith('+1') ? 'US' : country;
}

/** Throws `invalid_phone_number_country_code` outside the environment's allowlist (4.3). */
export function assertCountryAllowed(
  environment: Environment,
  channel: Channel,
  contact: Contact,
): void {
  if (contact.kind === 'email' || channel === 'email') return;
  const allowed =
    channel === 'sms'
      ? environment.settings.sms_country_codes
      : environment.settings.whatsapp_country_codes;
  if (!allowed.includes(countryFor(contact.identifier))) {
    throw apiError('invalid_phone_number_country_code');
  }
}

/**
 * What a send counts against: the recipient, and for texts the ranges that toll fraud uses. Where
 * nobody `isReached` no text is sent, which no share of texts may sink by.
 */
export function sendLimits(
  environment: Environment,
  channel: Channel,
  contact: Contact,
  isReached: boolean,
): Partial<Record<LimitName, string>> {
  const { identifier } = contact;
  const recipient = { 'otps.send.second': identifier, 'otps.send.minute': identifier };
  if (channel === 'email') return recipient;
  return {
    ...recipient,
    'otps.sms.phone_number': identifier,
    'otps.sms.phone_prefix': identifier.slice(0, -4),
    'otps.sms.country': countryFor(identifier),
    'otps.sms.project': environment.id,
    ...(isReached && { 'otps.sms.unauthenticated': environment.id }),
  };
}
