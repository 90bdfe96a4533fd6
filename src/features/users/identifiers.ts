import { isIP } from 'node:net';
import { domainToASCII, domainToUnicode } from 'node:url';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { parseWireId } from '../../platform/ids.ts';
import { apiError } from '../catalogue.ts';
import { otherEnvironmentError } from '../ids.ts';
import type { Environment } from '../projects/environment.ts';
import type { UserSelector } from './user.store.ts';
import type { Attributes } from './wire.ts';

/** They make two texts that look the same differ. The joiners do not count: scripts need them. */
const ZERO_WIDTH = /[\u200b\u2060\ufeff]/;

export function refuseZeroWidth(text: string): void {
  if (ZERO_WIDTH.test(text)) throw apiError('forbidden_character_zero_width_space');
}

/**
 * One address: a dot-atom, of letters of any language (RFC 6531), then a domain of at least two
 * labels. Quoted local parts and address literals (RFC 5321 section 4.1.2) are refused: no login
 * uses them.
 */
const LOCAL_PART =
  /^[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{M}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const LABEL = /^[\p{L}\p{N}]([\p{L}\p{M}\p{N}-]{0,61}[\p{L}\p{M}\p{N}])?$/u;

export interface EmailIdentity {
  /** As the user wrote it; mail goes there. */
  address: string;
  /** What two addresses are compared by: neither case nor the spelling of the domain counts. */
  identifier: string;
  domain: string;
}

/** The one spelling of a domain (UTS 46), Unicode for Punycode; empty where it is none. */
function canonicalDomain(domain: string): string {
  const labels = domain.split('.');
  if (labels.length < 2 || !labels.every((label) => LABEL.test(label))) return '';
  const ascii = domainToASCII(domain);
  // The URL parser reads `0x7f.1` as an address.
  return isIP(ascii) === 0 ? domainToUnicode(ascii) : '';
}

export function readEmail(text: string): EmailIdentity {
  refuseZeroWidth(text.trim());
  // NFC (RFC 6532 section 3.1), also for sending: it makes the Kelvin sign a K, as lower-casing
  // does, so what is compared and where the mail goes cannot be two mailboxes.
  const address = text.trim().normalize('NFC');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  const domain = canonicalDomain(address.slice(at + 1));
  const valid =
    at > 0 &&
    local.length <= 64 &&
    address.length <= 254 &&
    LOCAL_PART.test(local) &&
    domain !== '';
  if (!valid) throw apiError('invalid_email');
  return { address, identifier: `${local.toLowerCase()}@${domain}`, domain };
}

/** E.164 with a leading plus, of a length that its country uses. */
export function readPhoneNumber(text: string): string {
  if (!/^\+[1-9]\d{6,14}$/.test(text)) throw apiError('invalid_phone_number');
  const number = parsePhoneNumberFromString(text);
  if (!number) throw apiError('invalid_phone_number_country_code');
  if (!number.isPossible()) throw apiError('invalid_phone_number');
  return number.number;
}

const EXTERNAL_ID = /^[A-Za-z0-9._|-]{1,128}$/;
const LOOKS_LIKE_OURS = /^user-(test|live)-/;

/** A user_id argument is our id or the caller's external id (behaviour-core 0.1). */
export function readUserId(environment: Environment, id: string): UserSelector {
  if (LOOKS_LIKE_OURS.test(id)) {
    const parsed = parseWireId('user', environment.kind, id);
    if (parsed.ok) return { by: 'id', id: parsed.uuid };
    throw apiError(
      parsed.reason === 'malformed' ? 'invalid_user_id' : otherEnvironmentError(environment),
    );
  }
  return { by: 'external_id', externalId: readExternalId(id) };
}

export function readExternalId(id: string): string {
  if (!EXTERNAL_ID.test(id) || LOOKS_LIKE_OURS.test(id)) throw apiError('invalid_user_id');
  return id;
}

const MAX_USER_AGENT = 2_048;

/** Checks the end user's attributes; an absent one is the empty text. */
export function readAttributes(attributes: Attributes | undefined): Required<Attributes> {
  const ip_address = attributes?.ip_address ?? '';
  const user_agent = attributes?.user_agent ?? '';
  if (ip_address !== '' && isIP(ip_address) === 0) throw apiError('invalid_ip_address');
  if (user_agent.length > MAX_USER_AGENT) throw apiError('invalid_user_agent');
  return { ip_address, user_agent };
}
